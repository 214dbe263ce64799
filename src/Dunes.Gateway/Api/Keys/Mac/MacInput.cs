using Dunes.Abstractions.Keys;

namespace Dunes.Gateway.Api.Keys.Mac;

/// <summary>One message to authenticate.</summary>
internal record MacInput : KeyInput
{
    /// <summary>The message; needed, may be empty.</summary>
    public byte[]? Message { get; init; }

    /// <summary>The key version, from the key's <c>minEncryptionVersion</c> on. Default: the current one.</summary>
    public int? Version { get; init; }

    internal override bool IsEmpty => this is { Reference: null, Message: null, Version: null };

    internal MacItem ToItem() => new(Message.Required("message"), null, Version);
}
