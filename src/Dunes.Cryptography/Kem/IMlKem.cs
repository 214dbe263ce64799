namespace Dunes.Cryptography.Kem;

/// <summary>ML-KEM (FIPS 203). Implementations are stateless and may be used from any number of threads.</summary>
public interface IMlKem
{
    /// <summary>Which implementation this is, for logs and diagnostics.</summary>
    string Name { get; }

    /// <summary>Expands a private seed d ‖ z (ML-KEM.KeyGen_internal, FIPS 203 section 6.1). The caller wipes the seed and disposes the key.</summary>
    /// <exception cref="ArgumentException">The seed is not 64 bytes.</exception>
    IDecapsulationKey Import(MlKemParameterSet set, ReadOnlySpan<byte> seed64);

    /// <summary>Makes a shared secret for the holder of an encapsulation key (ML-KEM.Encaps, FIPS 203 section 7.2).</summary>
    /// <exception cref="ArgumentException">The key fails the checks of section 7.2: <see cref="MlKem.IsEncapsulationKey"/>.</exception>
    Encapsulation Encapsulate(MlKemParameterSet set, ReadOnlySpan<byte> encapsulationKey);
}
