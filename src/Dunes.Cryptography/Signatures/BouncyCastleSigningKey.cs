using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Dunes.Cryptography.Memory;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

namespace Dunes.Cryptography.Signatures;

/// <summary>
/// An expanded ML-DSA key of BouncyCastle. Its objects cannot be wiped, so this class reaches their private arrays: the seed is wiped once it is
/// expanded, the secret vectors and K live in pinned memory (the garbage collector leaves no copies) until the key is disposed.
/// </summary>
/// <remarks>
/// What BouncyCastle computes on the way is garbage that nobody can reach to wipe, until its memory is used again: unpacked polynomials, and of the expansion of
/// the seed rho' and K in the buffers of SHAKE256. The seed is not in it.
/// </remarks>
internal sealed class BouncyCastleSigningKey : ISigningKey
{
    private static readonly SecureRandom Hedge = new(new OperatingSystemRandom());

    private readonly MLDsaPrivateKeyParameters key;
    private readonly byte[] publicKey;
    private readonly KeyUses uses;

    public BouncyCastleSigningKey(MlDsaParameterSet set, ReadOnlySpan<byte> seed)
    {
        MlDsaArguments.RequireSeed(seed);

        // BouncyCastle keeps this very array as the key's seed; signing does not need it.
        var copy = GC.AllocateUninitializedArray<byte>(seed.Length, pinned: true);
        seed.CopyTo(copy);
        try
        {
            key = MLDsaPrivateKeyParameters.FromSeed(BouncyCastleMlDsa.Parameters(set), copy);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }

        CryptographicOperations.ZeroMemory(Seed(key));
        PinnedSecret.Pin(ref K(key));
        PinnedSecret.Pin(ref S1(key));
        PinnedSecret.Pin(ref S2(key));
        PinnedSecret.Pin(ref T0(key));
        publicKey = key.GetPublicKeyEncoded();
        uses = new KeyUses(Wipe);
    }

    public ReadOnlySpan<byte> PublicKey => publicKey;

    public byte[] Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> context, bool deterministic = false) =>
        Sign(message, context, deterministic ? null : Hedge);

    /// <summary>Signs with the given source of the 32 hedge bytes, or deterministically when there is none.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> context, SecureRandom? hedge)
    {
        MlDsaArguments.RequireContext(context);
        uses.Begin(this);
        try
        {
            var signer = new MLDsaSigner(key.Parameters, deterministic: hedge is null);

            // The context is the outermost wrapper: the signer looks for it first.
            signer.Init(forSigning: true, new ParametersWithContext(WithRandom(hedge), context.ToArray()));
            signer.BlockUpdate(message);
            return signer.GenerateSignature();
        }
        finally
        {
            uses.End();
        }
    }

    public byte[] SignMu(ReadOnlySpan<byte> mu, bool deterministic = false) => SignMu(mu, deterministic ? null : Hedge);

    internal byte[] SignMu(ReadOnlySpan<byte> mu, SecureRandom? hedge)
    {
        MlDsaArguments.RequireMu(mu);
        uses.Begin(this);
        try
        {
            var signer = new MLDsaSigner(key.Parameters, deterministic: hedge is null);
            MuDigest.Install(signer, mu);
            signer.Init(forSigning: true, WithRandom(hedge));
            return signer.GenerateSignature();
        }
        finally
        {
            uses.End();
        }
    }

    public void Dispose() => uses.Close();

    /// <summary>Everything secret that the key holds, for the test of wiping.</summary>
    internal IEnumerable<byte[]> SecretArrays() => [Seed(key), K(key), S1(key), S2(key), T0(key)];

    private ICipherParameters WithRandom(SecureRandom? hedge) => hedge is null ? key : new ParametersWithRandom(key, hedge);

    private void Wipe()
    {
        foreach (var secret in SecretArrays())
            CryptographicOperations.ZeroMemory(secret);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_seed")]
    private static extern ref byte[] Seed(MLDsaPrivateKeyParameters key);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_k")]
    private static extern ref byte[] K(MLDsaPrivateKeyParameters key);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_s1")]
    private static extern ref byte[] S1(MLDsaPrivateKeyParameters key);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_s2")]
    private static extern ref byte[] S2(MLDsaPrivateKeyParameters key);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_t0")]
    private static extern ref byte[] T0(MLDsaPrivateKeyParameters key);
}
