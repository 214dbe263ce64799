namespace Dunes.Cryptography.Kem;

/// <summary>The process's ML-KEM implementation.</summary>
public static class MlKem
{
    private const int CoefficientsPerPolynomial = 256;
    private const int BytesPerPolynomial = 384;
    private const int MatrixSeedSize = 32;
    private const int Modulus = 3329;

    /// <summary>The platform's implementation where there is one (several times faster), else BouncyCastle. Both pass the same vectors.</summary>
    public static IMlKem Provider { get; } = PlatformMlKem.IsSupported ? new PlatformMlKem() : new BouncyCastleMlKem();

    /// <summary>Whether these bytes are an encapsulation key: its size, and every coefficient less than 3329 (FIPS 203 section 7.2, checks 1 and 2).</summary>
    public static bool IsEncapsulationKey(MlKemParameterSet set, ReadOnlySpan<byte> encapsulationKey)
    {
        if (encapsulationKey.Length != set.EncapsulationKeySize())
            return false;

        // Two coefficients of 12 bits, little-endian, in every three bytes; the matrix seed at the end has none.
        var vector = encapsulationKey[..^MatrixSeedSize];
        for (var i = 0; i < vector.Length; i += BytesPerPolynomial * 2 / CoefficientsPerPolynomial)
        {
            var first = vector[i] | ((vector[i + 1] & 0x0f) << 8);
            var second = (vector[i + 1] >> 4) | (vector[i + 2] << 4);
            if (first >= Modulus || second >= Modulus)
                return false;
        }

        return true;
    }
}
