using Dunes.Cryptography.Signatures;

namespace Dunes.Grains.Keys;

/// <summary>The names of key algorithms: those of <see cref="MlDsaParameterSets.Name"/>, and the sealing scheme.</summary>
internal static class KeyAlgorithm
{
    /// <summary>"2048-AES": HKDF-SHA-512 and Cobblestone-256 under a root of 256 bytes.</summary>
    public const string Sealing = "DC2K-1";

    /// <summary>The default for signatures.</summary>
    public const string Signing = "ML-DSA-65";

    public static bool IsKnown(string algorithm) => algorithm == Sealing || MlDsaParameterSets.TryParse(algorithm, out _);
}
