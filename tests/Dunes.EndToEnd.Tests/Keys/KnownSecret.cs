using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Sealing;
using Org.BouncyCastle.Crypto.Parameters;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>The secret of a key, known to the test, and what the key's algorithm makes of it in memory.</summary>
/// <param name="Algorithm">The key's algorithm.</param>
/// <param name="Secret">As it is imported.</param>
/// <param name="Expanded">What it is expanded to, by name.</param>
internal sealed record KnownSecret(string Algorithm, byte[] Secret, IReadOnlyDictionary<string, byte[]> Expanded)
{
    // Enough of a long array to be nowhere by chance.
    private const int Distinctive = 64;

    /// <summary>One of each kind.</summary>
    public static IReadOnlyList<KnownSecret> NewOfEachKind() => [NewMlDsa65(), NewMlKem768(), NewDc2k1(), NewHmac()];

    /// <summary>All that must not stay in memory.</summary>
    public IEnumerable<KeyValuePair<string, byte[]>> Patterns() =>
        [KeyValuePair.Create($"{Algorithm} secret", Secret), .. Expanded.Select(part => KeyValuePair.Create($"{Algorithm} {part.Key}", part.Value))];

    /// <summary>Wraps it for import, as <c>dunes keys wrap</c> does.</summary>
    public string WrapTo(byte[] publicKey)
    {
        var size = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(size, (ushort)Algorithm.Length);
        byte[] plaintext = [.. "dunes-cluster/key/v1\n"u8, .. size, .. Encoding.ASCII.GetBytes(Algorithm), .. Secret];
        return SealedText.Encode(KemMessage.Seal(publicKey, KemMessage.IdOf(publicKey), 1, plaintext, "dunes-cluster/key-export/v1"u8));
    }

    // FIPS 204, algorithms 6 and 24: rho (32), K (32), tr (64), s1, s2, t0; rho and tr are public.
    private static KnownSecret NewMlDsa65()
    {
        const int polynomial = 128;
        var seed = RandomNumberGenerator.GetBytes(32);
        var key = MLDsaPrivateKeyParameters.FromSeed(MLDsaParameters.ml_dsa_65, seed).GetEncoded();
        return new(KeyAlgorithms.MlDsa65, seed, new Dictionary<string, byte[]>
        {
            ["rho'"] = Shake256.HashData([.. seed, 6, 5], 128)[32..96],
            ["K"] = key[32..64],
            ["s1"] = key[128..][..Distinctive],
            ["s2"] = key[(128 + (5 * polynomial))..][..Distinctive],
            ["t0"] = key[(128 + (11 * polynomial))..][..Distinctive],
        });
    }

    // FIPS 203, algorithm 16: dk_PKE, ek, H(ek), z.
    private static KnownSecret NewMlKem768()
    {
        var seed = RandomNumberGenerator.GetBytes(64);
        var key = MLKemPrivateKeyParameters.FromSeed(MLKemParameters.ml_kem_768, seed).GetEncoded();
        return new(KeyAlgorithms.MlKem768, seed, new Dictionary<string, byte[]> { ["d"] = seed[..32], ["z"] = seed[32..], ["dk_PKE"] = key[..Distinctive] });
    }

    private static KnownSecret NewDc2k1()
    {
        var root = RandomNumberGenerator.GetBytes(SealingKey.RootSize);
        var pseudorandomKey = HKDF.Extract(HashAlgorithmName.SHA512, root, "dunes-cluster/2048-AES/v1/extract"u8.ToArray());
        return new(KeyAlgorithms.Dc2k1, root, new Dictionary<string, byte[]> { ["PRK"] = pseudorandomKey, ["start of the root"] = root[..Distinctive] });
    }

    private static KnownSecret NewHmac() => new(KeyAlgorithms.HmacSha512, RandomNumberGenerator.GetBytes(64), new Dictionary<string, byte[]>());
}
