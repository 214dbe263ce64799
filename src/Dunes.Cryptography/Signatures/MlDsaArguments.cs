namespace Dunes.Cryptography.Signatures;

/// <summary>The size rules that every provider shares, so that all of them answer bad input alike.</summary>
internal static class MlDsaArguments
{
    public static void RequireSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != MlDsaParameterSets.SeedSize)
            throw new ArgumentException($"An ML-DSA seed has {MlDsaParameterSets.SeedSize} bytes, this one has {seed.Length}.", nameof(seed));
    }

    public static void RequireContext(ReadOnlySpan<byte> context)
    {
        if (context.Length > MlDsaParameterSets.MaxContextSize)
            throw new ArgumentException($"An ML-DSA context has at most {MlDsaParameterSets.MaxContextSize} bytes, this one has {context.Length}.", nameof(context));
    }

    public static bool CanBeValid(MlDsaParameterSet set, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> context) =>
        publicKey.Length == set.PublicKeySize()
        && signature.Length == set.SignatureSize()
        && context.Length <= MlDsaParameterSets.MaxContextSize;
}
