using System.Security.Cryptography;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Mac;
using Dunes.Cryptography.Sealing;
using Dunes.Cryptography.Signatures;

namespace Dunes.Grains.Keys;

/// <summary>
/// The secret of a version by algorithm. ML-DSA: the seed, 32 bytes. Composite: ML-DSA seed ‖ Ed25519 seed, 64. ML-KEM: seed d ‖ z, 64.
/// DC2K-1: the root, 256. HMAC-SHA-512: the key, 64.
/// </summary>
internal static class KeySecrets
{
    /// <summary>Size in bytes.</summary>
    public static int SizeOf(string algorithm) => algorithm switch
    {
        KeyAlgorithms.Dc2k1 => SealingKey.RootSize,
        KeyAlgorithms.HmacSha512 => MacKey.Size,
        KeyAlgorithms.MlKem768 or KeyAlgorithms.MlKem1024 => MlKemParameterSets.SeedSize,
        _ => SchemeOf(algorithm).SecretSize,
    };

    /// <summary>A buffer that the garbage collector leaves in its place, so that wiping it leaves no copy; the caller wipes it.</summary>
    public static byte[] Buffer(int size) => GC.AllocateUninitializedArray<byte>(size, pinned: true);

    /// <summary>A fresh secret; the caller wipes it. Every string of bits is one, for every algorithm.</summary>
    public static byte[] Generate(string algorithm)
    {
        var secret = Buffer(SizeOf(algorithm));
        RandomNumberGenerator.Fill(secret);
        return secret;
    }

    /// <summary>The encoded public key, or null where there is none.</summary>
    /// <exception cref="ArgumentException">The secret has another size.</exception>
    public static byte[]? PublicKeyOf(string algorithm, ReadOnlySpan<byte> secret)
    {
        if (!KeyAlgorithms.HasPublicKey(algorithm))
            return null;
        if (!MlKemParameterSets.TryParse(algorithm, out var set))
            return SchemeOf(algorithm).PublicKeyFromSecret(secret);
        using var key = MlKem.Provider.Import(set, secret);
        return key.EncapsulationKey.ToArray();
    }

    private static SignatureScheme SchemeOf(string algorithm) =>
        SignatureScheme.Find(algorithm) ?? throw new ArgumentException("There is no such algorithm.", nameof(algorithm));
}
