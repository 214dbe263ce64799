namespace Dunes.Cryptography.Signatures;

/// <summary>The parameter sets of ML-DSA (FIPS 204, section 4). The numbers name the matrix size (k, l), not a strength in bits.</summary>
public enum MlDsaParameterSet
{
    /// <summary>NIST category 2. Public key 1312 bytes, signature 2420 bytes. Older texts call it Dilithium2.</summary>
    MlDsa44 = 44,

    /// <summary>NIST category 3. Public key 1952 bytes, signature 3309 bytes. Older texts call it Dilithium3.</summary>
    MlDsa65 = 65,

    /// <summary>NIST category 5. Public key 2592 bytes, signature 4627 bytes. Older texts call it Dilithium5.</summary>
    MlDsa87 = 87,
}
