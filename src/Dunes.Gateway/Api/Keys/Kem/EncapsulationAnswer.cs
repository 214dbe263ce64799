namespace Dunes.Gateway.Api.Keys.Kem;

/// <summary>A shared secret and the ciphertext that carries it (FIPS 203).</summary>
/// <param name="Version">The key version it is encapsulated to.</param>
/// <param name="Ciphertext">1,088 bytes for ML-KEM-768, 1,568 for ML-KEM-1024.</param>
/// <param name="SharedSecret">32 bytes.</param>
internal sealed record EncapsulationAnswer(int Version, byte[] Ciphertext, byte[] SharedSecret);
