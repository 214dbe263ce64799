using Dunes.Abstractions.Keys;

namespace Dunes.Gateway.Api.Keys.Mac;

/// <summary>One code to check.</summary>
internal record VerifyMacInput : KeyInput
{
    /// <summary>The message; needed.</summary>
    public byte[]? Message { get; init; }

    /// <summary>HMAC-SHA-512, 64 bytes; needed.</summary>
    public byte[]? Mac { get; init; }

    /// <summary>The key version that made it. Default: the current one.</summary>
    public int? Version { get; init; }

    internal override bool IsEmpty => this is { Reference: null, Message: null, Mac: null, Version: null };

    internal MacItem ToItem() => new(Message.Required("message"), Mac.Required("mac"), Version);
}
