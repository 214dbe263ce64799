using System.Security.Cryptography;

namespace Dunes.Cryptography.Signatures;

/// <summary>ML-DSA of the platform's library (OpenSSL 3.5 or newer on Linux). Only where <see cref="IsSupported"/>.</summary>
public sealed class PlatformMlDsa : IMlDsa
{
    // The platform class signs hedged only; the deterministic variant comes from BouncyCastle.
    private readonly BouncyCastleMlDsa deterministicSigner = new();

    /// <summary>Creates the provider.</summary>
    /// <exception cref="PlatformNotSupportedException">The platform's library has no ML-DSA.</exception>
    public PlatformMlDsa()
    {
        if (!IsSupported)
            throw new PlatformNotSupportedException("The platform's cryptographic library has no ML-DSA (on Linux: OpenSSL 3.5 or newer is needed).");
    }

    /// <summary>Whether the platform's library has ML-DSA.</summary>
    public static bool IsSupported => MLDsa.IsSupported;

    /// <inheritdoc/>
    public string Name => "platform";

    /// <inheritdoc/>
    public byte[] PublicKeyFromSeed(MlDsaParameterSet set, ReadOnlySpan<byte> seed32)
    {
        MlDsaArguments.RequireSeed(seed32);
        using var key = MLDsa.ImportMLDsaPrivateSeed(Algorithm(set), seed32);
        return key.ExportMLDsaPublicKey();
    }

    /// <inheritdoc/>
    public byte[] Sign(MlDsaParameterSet set, ReadOnlySpan<byte> seed32, ReadOnlySpan<byte> message, ReadOnlySpan<byte> context, bool deterministic = false)
    {
        if (deterministic)
            return deterministicSigner.Sign(set, seed32, message, context, deterministic: true);
        MlDsaArguments.RequireSeed(seed32);
        MlDsaArguments.RequireContext(context);
        using var key = MLDsa.ImportMLDsaPrivateSeed(Algorithm(set), seed32);
        var signature = new byte[set.SignatureSize()];
        key.SignData(message, signature, context);
        return signature;
    }

    /// <inheritdoc/>
    public bool Verify(MlDsaParameterSet set, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> context)
    {
        if (!MlDsaArguments.CanBeValid(set, publicKey, signature, context))
            return false;
        using var key = MLDsa.ImportMLDsaPublicKey(Algorithm(set), publicKey);
        return key.VerifyData(message, signature, context);
    }

    private static MLDsaAlgorithm Algorithm(MlDsaParameterSet set) => set switch
    {
        MlDsaParameterSet.MlDsa44 => MLDsaAlgorithm.MLDsa44,
        MlDsaParameterSet.MlDsa65 => MLDsaAlgorithm.MLDsa65,
        MlDsaParameterSet.MlDsa87 => MLDsaAlgorithm.MLDsa87,
        _ => throw new ArgumentOutOfRangeException(nameof(set), set, "Not an ML-DSA parameter set."),
    };
}
