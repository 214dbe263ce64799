namespace Dunes.Abstractions.Keys;

/// <summary>One message to authenticate (<paramref name="Code"/> null) or to check.</summary>
/// <param name="Message">The message.</param>
/// <param name="Code">HMAC-SHA-512, 64 bytes, to be checked.</param>
/// <param name="Version">The version that made the code, or null for the current one.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.mac-item")]
public sealed record MacItem(
    [property: Id(0)] byte[] Message,
    [property: Id(1)] byte[]? Code,
    [property: Id(2)] int? Version);
