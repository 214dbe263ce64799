namespace Dunes.Gateway.Api.Keys.Seal;

/// <summary>Which message's key is wanted.</summary>
internal sealed record MessageKeyRequest
{
    /// <summary>The first 84 bytes of a message that is to be opened (right <c>decrypt</c>). Default: the key of a new message (right <c>encrypt</c>).</summary>
    public byte[]? Prefix { get; init; }

    /// <summary>Bound to the message.</summary>
    public byte[]? AssociatedData { get; init; }

    /// <summary>What the key is derived from, 1 to 1,024 bytes: needed with a key that seals <c>derived</c>, refused with others.</summary>
    public byte[]? Context { get; init; }
}
