using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Dunes.Cryptography.Memory;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;

namespace Dunes.Cryptography.Kem;

/// <summary>
/// An expanded ML-KEM key of BouncyCastle. Its objects cannot be wiped, so this class reaches their private arrays: the seed is wiped once it is
/// expanded, the expanded key lives in pinned memory until it is disposed.
/// </summary>
internal sealed class BouncyCastleDecapsulationKey : IDecapsulationKey
{
    private readonly MLKemPrivateKeyParameters key;
    private readonly byte[] encapsulationKey;
    private readonly KeyUses uses;

    public BouncyCastleDecapsulationKey(MlKemParameterSet set, ReadOnlySpan<byte> seed)
    {
        MlKemArguments.RequireSeed(seed);
        Set = set;
        var copy = GC.AllocateUninitializedArray<byte>(seed.Length, pinned: true);
        seed.CopyTo(copy);
        try
        {
            key = MLKemPrivateKeyParameters.FromSeed(BouncyCastleMlKem.Parameters(set), copy);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }

        CryptographicOperations.ZeroMemory(Seed(key));
        PinnedSecret.Pin(ref Encoding(key));
        encapsulationKey = key.GetPublicKeyEncoded();
        uses = new KeyUses(() => CryptographicOperations.ZeroMemory(Encoding(key)));
    }

    public MlKemParameterSet Set { get; }

    public ReadOnlySpan<byte> EncapsulationKey => encapsulationKey;

    public byte[] Decapsulate(ReadOnlySpan<byte> ciphertext)
    {
        MlKemArguments.RequireCiphertext(Set, ciphertext);
        uses.Begin(this);
        try
        {
            var decapsulator = new MLKemDecapsulator(key.Parameters);
            decapsulator.Init(key);
            var sharedSecret = new byte[MlKemParameterSets.SharedSecretSize];
            decapsulator.Decapsulate(ciphertext, sharedSecret);
            return sharedSecret;
        }
        finally
        {
            uses.End();
        }
    }

    public void Dispose() => uses.Close();

    /// <summary>Everything secret that the key holds, for the test of wiping.</summary>
    internal IEnumerable<byte[]> SecretArrays() => [Seed(key), Encoding(key)];

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_seed")]
    private static extern ref byte[] Seed(MLKemPrivateKeyParameters key);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_encoding")]
    private static extern ref byte[] Encoding(MLKemPrivateKeyParameters key);
}
