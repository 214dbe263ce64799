namespace Dunes.Gateway.Api.Keys.Kem;

/// <summary>A shared secret.</summary>
/// <param name="Version">The key version that was used.</param>
/// <param name="SharedSecret">32 bytes. A wrong ciphertext of the right size gives another secret, not an error (FIPS 203, section 6.3).</param>
internal sealed record DecapsulationAnswer(int Version, byte[] SharedSecret);
