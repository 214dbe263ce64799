namespace Dunes.Cryptography.Signatures;

/// <summary>ML-DSA (FIPS 204), "pure" variant. Implementations are stateless and may be used from any number of threads.</summary>
public interface IMlDsa
{
    /// <summary>Which implementation this is, for logs and diagnostics.</summary>
    string Name { get; }

    /// <summary>Derives the encoded public key (ML-DSA.KeyGen_internal, FIPS 204 section 6.1).</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    byte[] PublicKeyFromSeed(MlDsaParameterSet set, ReadOnlySpan<byte> seed32);

    /// <summary>Signs a message (ML-DSA.Sign, FIPS 204 section 5.2).</summary>
    /// <param name="set">The parameter set.</param>
    /// <param name="seed32">The private seed, 32 bytes.</param>
    /// <param name="message">The message, of any size.</param>
    /// <param name="context">The context string, at most 255 bytes; see <see cref="SigningContext"/>.</param>
    /// <param name="deterministic"><see langword="false"/> (default) mixes 32 fresh random bytes in ("hedged"), which protects against fault
    /// attacks and weak randomness alike; <see langword="true"/> gives the same signature every time.</param>
    /// <exception cref="ArgumentException">The seed is not 32 bytes, or the context is longer than 255 bytes.</exception>
    byte[] Sign(MlDsaParameterSet set, ReadOnlySpan<byte> seed32, ReadOnlySpan<byte> message, ReadOnlySpan<byte> context, bool deterministic = false);

    /// <summary>
    /// Verifies a signature (ML-DSA.Verify, FIPS 204 section 5.3). Never throws over what a stranger sent: a key, signature or context
    /// of the wrong size gives <see langword="false"/>.
    /// </summary>
    bool Verify(MlDsaParameterSet set, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> context);
}
