namespace Dunes.Abstractions.Keys;

/// <summary>The algorithms of keys, by the standards' names.</summary>
public static class KeyAlgorithms
{
    /// <summary>FIPS 204.</summary>
    public const string MlDsa44 = "ML-DSA-44";

    /// <summary>FIPS 204.</summary>
    public const string MlDsa65 = "ML-DSA-65";

    /// <summary>FIPS 204.</summary>
    public const string MlDsa87 = "ML-DSA-87";

    /// <summary>IETF composite (draft-ietf-lamps-pq-composite-sigs): both halves must verify.</summary>
    public const string MlDsa65Ed25519 = "MLDSA65-Ed25519-SHA512";

    /// <summary>Sealing under a 2048-bit root: Cobblestone-256 (C2SP chunked encryption, AES-256-GCM).</summary>
    public const string Dc2k1 = "DC2K-1";

    /// <summary>FIPS 203.</summary>
    public const string MlKem768 = "ML-KEM-768";

    /// <summary>FIPS 203; also encrypts to its public key (DC2K suite 0x10).</summary>
    public const string MlKem1024 = "ML-KEM-1024";

    /// <summary>RFC 2104 with SHA-512; keys of 64 bytes.</summary>
    public const string HmacSha512 = "HMAC-SHA-512";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [MlDsa44, MlDsa65, MlDsa87, MlDsa65Ed25519, Dc2k1, MlKem768, MlKem1024, HmacSha512];

    /// <summary>Whether it makes signatures.</summary>
    public static bool Signs(string algorithm) => algorithm is MlDsa44 or MlDsa65 or MlDsa87 or MlDsa65Ed25519;

    /// <summary>Whether it encapsulates.</summary>
    public static bool Encapsulates(string algorithm) => algorithm is MlKem768 or MlKem1024;

    /// <summary>Whether a version has a public key.</summary>
    public static bool HasPublicKey(string algorithm) => Signs(algorithm) || Encapsulates(algorithm);
}
