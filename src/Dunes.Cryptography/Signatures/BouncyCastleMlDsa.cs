using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

namespace Dunes.Cryptography.Signatures;

/// <summary>ML-DSA on BouncyCastle.Cryptography: managed code, the same on every platform.</summary>
/// <remarks>A signer object of BouncyCastle holds state and is not thread-safe; each call makes its own.</remarks>
public sealed class BouncyCastleMlDsa : IMlDsa
{
    private static readonly SecureRandom Hedge = new(new OperatingSystemRandom());

    /// <inheritdoc/>
    public string Name => "BouncyCastle";

    /// <inheritdoc/>
    public byte[] PublicKeyFromSeed(MlDsaParameterSet set, ReadOnlySpan<byte> seed32) => PrivateKey(set, seed32).GetPublicKeyEncoded();

    /// <inheritdoc/>
    public byte[] Sign(MlDsaParameterSet set, ReadOnlySpan<byte> seed32, ReadOnlySpan<byte> message, ReadOnlySpan<byte> context, bool deterministic = false) =>
        Sign(set, seed32, message, context, deterministic ? null : Hedge);

    /// <summary>Signs with the given source of the 32 hedge bytes, or deterministically when there is none.</summary>
    internal static byte[] Sign(MlDsaParameterSet set, ReadOnlySpan<byte> seed32, ReadOnlySpan<byte> message, ReadOnlySpan<byte> context, SecureRandom? hedge)
    {
        MlDsaArguments.RequireContext(context);
        ICipherParameters key = PrivateKey(set, seed32);
        if (hedge is not null)
            key = new ParametersWithRandom(key, hedge);
        var signer = new MLDsaSigner(Parameters(set), deterministic: hedge is null);
        // The context is the outermost wrapper: the signer looks for it first.
        signer.Init(forSigning: true, new ParametersWithContext(key, context.ToArray()));
        signer.BlockUpdate(message);
        return signer.GenerateSignature();
    }

    /// <inheritdoc/>
    public bool Verify(MlDsaParameterSet set, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> context)
    {
        if (!MlDsaArguments.CanBeValid(set, publicKey, signature, context))
            return false;
        var parameters = Parameters(set);
        var verifier = new MLDsaSigner(parameters, deterministic: false);
        verifier.Init(forSigning: false, new ParametersWithContext(MLDsaPublicKeyParameters.FromEncoding(parameters, publicKey.ToArray()), context.ToArray()));
        verifier.BlockUpdate(message);
        return verifier.VerifySignature(signature.ToArray());
    }

    private static MLDsaPrivateKeyParameters PrivateKey(MlDsaParameterSet set, ReadOnlySpan<byte> seed)
    {
        MlDsaArguments.RequireSeed(seed);
        var copy = seed.ToArray();
        try
        {
            return MLDsaPrivateKeyParameters.FromSeed(Parameters(set), copy);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    private static MLDsaParameters Parameters(MlDsaParameterSet set) => set switch
    {
        MlDsaParameterSet.MlDsa44 => MLDsaParameters.ml_dsa_44,
        MlDsaParameterSet.MlDsa65 => MLDsaParameters.ml_dsa_65,
        MlDsaParameterSet.MlDsa87 => MLDsaParameters.ml_dsa_87,
        _ => throw new ArgumentOutOfRangeException(nameof(set), set, "Not an ML-DSA parameter set."),
    };
}
