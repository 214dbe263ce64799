using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Dunes.Cryptography.Signatures;

/// <summary>ML-DSA on BouncyCastle.Cryptography: managed code, the same on every platform.</summary>
/// <remarks>A signer object of BouncyCastle holds state and is not thread-safe; each call makes its own.</remarks>
public sealed class BouncyCastleMlDsa : IMlDsa
{
    /// <inheritdoc/>
    public string Name => "BouncyCastle";

    /// <inheritdoc/>
    public ISigningKey Import(MlDsaParameterSet set, ReadOnlySpan<byte> seed32) => new BouncyCastleSigningKey(set, seed32);

    /// <inheritdoc/>
    public bool Verify(MlDsaParameterSet set, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> context)
    {
        if (!MlDsaArguments.CanBeValid(set, publicKey, signature) || context.Length > MlDsaParameterSets.MaxContextSize)
            return false;
        var verifier = new MLDsaSigner(Parameters(set), deterministic: false);
        verifier.Init(forSigning: false, new ParametersWithContext(PublicKey(set, publicKey), context.ToArray()));
        verifier.BlockUpdate(message);
        return verifier.VerifySignature(signature.ToArray());
    }

    /// <inheritdoc/>
    public bool VerifyMu(MlDsaParameterSet set, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> mu, ReadOnlySpan<byte> signature)
    {
        if (!MlDsaArguments.CanBeValid(set, publicKey, signature) || mu.Length != MlDsaMu.Size)
            return false;
        var verifier = new MLDsaSigner(Parameters(set), deterministic: false);
        MuDigest.Install(verifier, mu);
        verifier.Init(forSigning: false, PublicKey(set, publicKey));
        return verifier.VerifySignature(signature.ToArray());
    }

    internal static MLDsaParameters Parameters(MlDsaParameterSet set) => set switch
    {
        MlDsaParameterSet.MlDsa44 => MLDsaParameters.ml_dsa_44,
        MlDsaParameterSet.MlDsa65 => MLDsaParameters.ml_dsa_65,
        MlDsaParameterSet.MlDsa87 => MLDsaParameters.ml_dsa_87,
        _ => throw new ArgumentOutOfRangeException(nameof(set), set, "Not an ML-DSA parameter set."),
    };

    private static MLDsaPublicKeyParameters PublicKey(MlDsaParameterSet set, ReadOnlySpan<byte> publicKey) =>
        MLDsaPublicKeyParameters.FromEncoding(Parameters(set), publicKey.ToArray());
}
