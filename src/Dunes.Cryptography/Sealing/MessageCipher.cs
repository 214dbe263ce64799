namespace Dunes.Cryptography.Sealing;

/// <summary>
/// Seals or opens the one message of a <see cref="MessageKey"/> from stream to stream, up to 1 GiB, one chunk (16 KiB) in memory at a time.
/// Works once and for one thread: a second message under the same secret would repeat its nonces.
/// </summary>
public sealed class MessageCipher : IDisposable
{
    private readonly byte[] prefix;
    private readonly Cobblestone256Cipher cipher;
    private bool used;

    /// <summary>Takes the parts of a <see cref="MessageKey"/>; the caller wipes the secret.</summary>
    /// <exception cref="ArgumentException">The prefix is not 84 bytes that begin a DC2K-1 message, or the secret is not 44 bytes.</exception>
    public MessageCipher(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> secret)
    {
        if (prefix.Length != MessageKey.PrefixSize || !SealedMessage.TryRead(prefix, out _))
            throw new ArgumentException("These are not the first 84 bytes of a DC2K-1 message.", nameof(prefix));
        this.prefix = prefix.ToArray();
        cipher = new Cobblestone256Cipher(secret);
    }

    /// <summary>Reads the first 84 bytes of a message, to have its key recovered.</summary>
    /// <exception cref="SealingException">DUNES-SEAL-001: the stream ends before, or does not begin like a DC2K-1 message.</exception>
    public static async Task<byte[]> ReadPrefixAsync(Stream message, CancellationToken cancellationToken = default)
    {
        var beginning = new byte[MessageKey.PrefixSize];
        var read = await message.ReadAtLeastAsync(beginning, beginning.Length, throwOnEndOfStream: false, cancellationToken);
        return read == beginning.Length && SealedMessage.TryRead(beginning, out _) ? beginning : throw SealingException.NotAMessage();
    }

    /// <summary>Reads plaintext to its end and writes the message, prefix included.</summary>
    /// <param name="plaintext">The plaintext.</param>
    /// <param name="message">Receives the message. After an error what was written is not a message: throw it away.</param>
    /// <param name="progress">Hears of the bytes of plaintext done so far, after every chunk.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <exception cref="SealingException">DUNES-SEAL-003: more than 1 GiB.</exception>
    /// <exception cref="InvalidOperationException">This cipher was used before.</exception>
    public async Task SealAsync(Stream plaintext, Stream message, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        RequireUnused();
        await message.WriteAsync(prefix, cancellationToken);
        await SealedStream.SealAsync(cipher, plaintext, message, progress, cancellationToken);
    }

    /// <summary>Reads what follows the prefix (<see cref="ReadPrefixAsync"/>) to the end of the stream and writes the plaintext.</summary>
    /// <param name="chunks">The message after its first 84 bytes; it must end where the stream ends.</param>
    /// <param name="plaintext">Receives the plaintext chunk by chunk, each only after its own tag is good. That the message is whole is known
    /// only when the task completes: after an error throw away what was written.</param>
    /// <param name="progress">Hears of the bytes of plaintext done so far, after every chunk.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <exception cref="SealingException">DUNES-SEAL-001, -002 or -003: see <see cref="SealingException"/>.</exception>
    /// <exception cref="InvalidOperationException">This cipher was used before.</exception>
    public async Task OpenAsync(Stream chunks, Stream plaintext, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        RequireUnused();
        await SealedStream.OpenAsync(cipher, chunks, plaintext, progress, cancellationToken);
    }

    /// <summary>Frees the cipher and its key.</summary>
    public void Dispose() => cipher.Dispose();

    private void RequireUnused()
    {
        if (used)
            throw new InvalidOperationException("A message cipher seals or opens one message only.");
        used = true;
    }
}
