namespace Dunes.Cryptography.Signatures;

/// <summary>
/// A private signing key in memory, expanded once so that signing does not pay for it again. Safe for concurrent use.
/// Disposing wipes it as soon as the signatures that are being made are done.
/// </summary>
public interface ISigningKey : IDisposable
{
    /// <summary>The encoded public key.</summary>
    ReadOnlySpan<byte> PublicKey { get; }

    /// <summary>Signs a message (FIPS 204 section 5.2; draft-ietf-lamps-pq-composite-sigs section 4.2).</summary>
    /// <param name="message">The message, of any size.</param>
    /// <param name="context">The context string, at most 255 bytes; see <see cref="SigningContext"/>.</param>
    /// <param name="deterministic"><see langword="false"/> (default) mixes 32 fresh random bytes in ("hedged"), which protects against fault
    /// attacks and weak randomness alike; <see langword="true"/> gives the same signature every time.</param>
    /// <exception cref="ArgumentException">The context is longer than 255 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The key was wiped.</exception>
    byte[] Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> context, bool deterministic = false);

    /// <summary>Signs a message by its representative mu (64 bytes, <see cref="MlDsaMu"/>; FIPS 204 algorithm 7, line 6); the context string is in it.</summary>
    /// <exception cref="ArgumentException">Mu is not 64 bytes.</exception>
    /// <exception cref="NotSupportedException">The scheme has no external mu; see <see cref="SignatureScheme.HasExternalMu"/>.</exception>
    /// <exception cref="ObjectDisposedException">The key was wiped.</exception>
    byte[] SignMu(ReadOnlySpan<byte> mu, bool deterministic = false);
}
