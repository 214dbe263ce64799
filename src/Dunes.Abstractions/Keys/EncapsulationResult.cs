namespace Dunes.Abstractions.Keys;

/// <summary>A shared secret and the ciphertext that carries it (FIPS 203).</summary>
/// <param name="Version">The version it is encapsulated to.</param>
/// <param name="Ciphertext">1,088 bytes for ML-KEM-768, 1,568 for ML-KEM-1024.</param>
/// <param name="SharedSecret">32 bytes.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.encapsulation")]
public sealed record EncapsulationResult(
    [property: Id(0)] int Version,
    [property: Id(1)] byte[] Ciphertext,
    [property: Id(2)] byte[] SharedSecret);
