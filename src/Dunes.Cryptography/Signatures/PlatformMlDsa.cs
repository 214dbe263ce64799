using System.Security.Cryptography;

namespace Dunes.Cryptography.Signatures;

/// <summary>ML-DSA of the platform's library (OpenSSL 3.5 or newer on Linux). Only where <see cref="IsSupported"/>.</summary>
public sealed class PlatformMlDsa : IMlDsa
{
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
    public ISigningKey Import(MlDsaParameterSet set, ReadOnlySpan<byte> seed32) => new PlatformSigningKey(set, seed32);

    /// <inheritdoc/>
    public bool Verify(MlDsaParameterSet set, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> context)
    {
        if (!MlDsaArguments.CanBeValid(set, publicKey, signature) || context.Length > MlDsaParameterSets.MaxContextSize)
            return false;
        using var key = MLDsa.ImportMLDsaPublicKey(Algorithm(set), publicKey);
        return key.VerifyData(message, signature, context);
    }

    /// <inheritdoc/>
    public bool VerifyMu(MlDsaParameterSet set, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> mu, ReadOnlySpan<byte> signature)
    {
        if (!MlDsaArguments.CanBeValid(set, publicKey, signature) || mu.Length != MlDsaMu.Size)
            return false;
        using var key = MLDsa.ImportMLDsaPublicKey(Algorithm(set), publicKey);
#pragma warning disable SYSLIB5006 // Marked as new in .NET 10; the vectors and the other provider check it.
        return key.VerifyMu(mu, signature);
#pragma warning restore SYSLIB5006
    }

    internal static MLDsaAlgorithm Algorithm(MlDsaParameterSet set) => set switch
    {
        MlDsaParameterSet.MlDsa44 => MLDsaAlgorithm.MLDsa44,
        MlDsaParameterSet.MlDsa65 => MLDsaAlgorithm.MLDsa65,
        MlDsaParameterSet.MlDsa87 => MLDsaAlgorithm.MLDsa87,
        _ => throw new ArgumentOutOfRangeException(nameof(set), set, "Not an ML-DSA parameter set."),
    };
}
