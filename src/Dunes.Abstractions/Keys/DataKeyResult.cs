namespace Dunes.Abstractions.Keys;

/// <summary>A data key.</summary>
/// <param name="Version">The version it is sealed under.</param>
/// <param name="Plaintext">32 bytes, or null when only the sealed form was asked for.</param>
/// <param name="Sealed">DC2K message with flag bit 2.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.data-key")]
public sealed record DataKeyResult(
    [property: Id(0)] int Version,
    [property: Id(1)] byte[]? Plaintext,
    [property: Id(2)] byte[] Sealed);
