namespace Dunes.Cryptography.Signatures;

/// <summary>ML-DSA (FIPS 204), "pure" variant. Implementations are stateless and may be used from any number of threads.</summary>
public interface IMlDsa
{
    /// <summary>Which implementation this is, for logs and diagnostics.</summary>
    string Name { get; }

    /// <summary>Expands a private seed (ML-DSA.KeyGen_internal, FIPS 204 section 6.1). The caller wipes the seed and disposes the key.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    ISigningKey Import(MlDsaParameterSet set, ReadOnlySpan<byte> seed32);

    /// <summary>
    /// Verifies a signature (ML-DSA.Verify, FIPS 204 section 5.3). Never throws over what a stranger sent: a key, signature or context
    /// of the wrong size gives <see langword="false"/>.
    /// </summary>
    bool Verify(MlDsaParameterSet set, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> context);

    /// <summary>Verifies a signature by the message representative mu (64 bytes, <see cref="MlDsaMu"/>). Never throws over what a stranger sent.</summary>
    bool VerifyMu(MlDsaParameterSet set, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> mu, ReadOnlySpan<byte> signature);

    /// <summary>Derives the encoded public key of a seed.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    byte[] PublicKeyFromSeed(MlDsaParameterSet set, ReadOnlySpan<byte> seed32)
    {
        using var key = Import(set, seed32);
        return key.PublicKey.ToArray();
    }

    /// <summary>Signs once with a seed; for several signatures use <see cref="Import"/>.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes, or the context is longer than 255 bytes.</exception>
    byte[] Sign(MlDsaParameterSet set, ReadOnlySpan<byte> seed32, ReadOnlySpan<byte> message, ReadOnlySpan<byte> context, bool deterministic = false)
    {
        using var key = Import(set, seed32);
        return key.Sign(message, context, deterministic);
    }
}
