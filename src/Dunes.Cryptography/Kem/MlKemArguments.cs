namespace Dunes.Cryptography.Kem;

/// <summary>The rules that every provider shares, so that all of them answer bad input alike.</summary>
internal static class MlKemArguments
{
    public static void RequireSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != MlKemParameterSets.SeedSize)
            throw new ArgumentException($"An ML-KEM seed has {MlKemParameterSets.SeedSize} bytes, this one has {seed.Length}.", nameof(seed));
    }

    public static void RequireEncapsulationKey(MlKemParameterSet set, ReadOnlySpan<byte> encapsulationKey)
    {
        if (!MlKem.IsEncapsulationKey(set, encapsulationKey))
            throw new ArgumentException($"This is not an encapsulation key of {set.Name()}: its size or a coefficient is out of range.", nameof(encapsulationKey));
    }

    public static void RequireCiphertext(MlKemParameterSet set, ReadOnlySpan<byte> ciphertext)
    {
        if (ciphertext.Length != set.CiphertextSize())
            throw new ArgumentException($"A ciphertext of {set.Name()} has {set.CiphertextSize()} bytes, this one has {ciphertext.Length}.", nameof(ciphertext));
    }
}
