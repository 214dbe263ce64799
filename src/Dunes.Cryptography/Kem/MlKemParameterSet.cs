namespace Dunes.Cryptography.Kem;

/// <summary>The parameter sets of ML-KEM (FIPS 203, section 8) that are offered.</summary>
public enum MlKemParameterSet
{
    /// <summary>NIST category 3. Encapsulation key 1184 bytes, ciphertext 1088 bytes.</summary>
    MlKem768 = 768,

    /// <summary>NIST category 5. Encapsulation key 1568 bytes, ciphertext 1568 bytes.</summary>
    MlKem1024 = 1024,
}
