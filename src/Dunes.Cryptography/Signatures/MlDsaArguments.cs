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

    public static void RequireMu(ReadOnlySpan<byte> mu)
    {
        if (mu.Length != MlDsaMu.Size)
            throw new ArgumentException($"The representative mu of a message has {MlDsaMu.Size} bytes, this one has {mu.Length}.", nameof(mu));
    }

    public static void RequirePublicKey(ReadOnlySpan<byte> publicKey)
    {
        foreach (var set in Enum.GetValues<MlDsaParameterSet>())
        {
            if (publicKey.Length == set.PublicKeySize())
                return;
        }

        throw new ArgumentException($"No public key of ML-DSA has {publicKey.Length} bytes.", nameof(publicKey));
    }

    public static bool CanBeValid(MlDsaParameterSet set, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> signature) =>
        publicKey.Length == set.PublicKeySize() && signature.Length == set.SignatureSize();
}
