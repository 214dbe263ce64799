namespace Dunes.Abstractions.Keys;

/// <summary>One version of a key.</summary>
/// <param name="Version">From 1, without gaps.</param>
/// <param name="CreatedAt">When it was made, and became current.</param>
/// <param name="PublicKey">FIPS 204 encoding, or null for a sealing key.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.version")]
public sealed record KeyVersionInfo(
    [property: Id(0)] int Version,
    [property: Id(1)] DateTimeOffset CreatedAt,
    [property: Id(2)] byte[]? PublicKey);
