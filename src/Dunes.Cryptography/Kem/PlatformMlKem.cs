using System.Security.Cryptography;

namespace Dunes.Cryptography.Kem;

/// <summary>ML-KEM of the platform's library (OpenSSL 3.5 or newer on Linux). Only where <see cref="IsSupported"/>.</summary>
public sealed class PlatformMlKem : IMlKem
{
    /// <summary>Creates the provider.</summary>
    /// <exception cref="PlatformNotSupportedException">The platform's library has no ML-KEM.</exception>
    public PlatformMlKem()
    {
        if (!IsSupported)
            throw new PlatformNotSupportedException("The platform's cryptographic library has no ML-KEM (on Linux: OpenSSL 3.5 or newer is needed).");
    }

    /// <summary>Whether the platform's library has ML-KEM.</summary>
    public static bool IsSupported => MLKem.IsSupported;

    /// <inheritdoc/>
    public string Name => "platform";

    /// <inheritdoc/>
    public IDecapsulationKey Import(MlKemParameterSet set, ReadOnlySpan<byte> seed64) => new PlatformDecapsulationKey(set, seed64);

    /// <inheritdoc/>
    public Encapsulation Encapsulate(MlKemParameterSet set, ReadOnlySpan<byte> encapsulationKey)
    {
        MlKemArguments.RequireEncapsulationKey(set, encapsulationKey);
        using var key = MLKem.ImportEncapsulationKey(Algorithm(set), encapsulationKey);
        var ciphertext = new byte[set.CiphertextSize()];
        var sharedSecret = new byte[MlKemParameterSets.SharedSecretSize];
        key.Encapsulate(ciphertext, sharedSecret);
        return new Encapsulation(ciphertext, sharedSecret);
    }

    internal static MLKemAlgorithm Algorithm(MlKemParameterSet set) => set switch
    {
        MlKemParameterSet.MlKem768 => MLKemAlgorithm.MLKem768,
        MlKemParameterSet.MlKem1024 => MLKemAlgorithm.MLKem1024,
        _ => throw new ArgumentOutOfRangeException(nameof(set), set, "Not an ML-KEM parameter set that is offered."),
    };
}
