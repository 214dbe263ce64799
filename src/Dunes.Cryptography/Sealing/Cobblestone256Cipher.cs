using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Dunes.Cryptography.Sealing;

/// <summary>
/// The chunk cipher of one Cobblestone-256 message: its key, base nonce and chunk counter. Made for one message
/// and one thread, because <see cref="AesGcm"/> is not thread-safe everywhere.
/// </summary>
internal sealed class Cobblestone256Cipher : IDisposable
{
    private const int NonceSize = 12;
    private const long MaxChunks = 1L << 38;

    private readonly AesGcm aes;
    private readonly byte[] baseNonce = new byte[NonceSize];
    private long counter;

    /// <summary>Takes the secret of one message, see <see cref="Cobblestone256.Derive"/>. The caller wipes its own copy.</summary>
    public Cobblestone256Cipher(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Cobblestone256.SecretSize)
            throw new ArgumentException($"The secret of a Cobblestone-256 message has {Cobblestone256.SecretSize} bytes.", nameof(secret));
        aes = new AesGcm(secret[..^NonceSize], Cobblestone256.TagSize);
        secret[^NonceSize..].CopyTo(baseNonce);
    }

    /// <summary>Encrypts the next chunk; <paramref name="destination"/> is 16 bytes longer.</summary>
    public void Encrypt(ReadOnlySpan<byte> chunk, Span<byte> destination)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        NextNonce(nonce);
        aes.Encrypt(nonce, chunk, destination[..chunk.Length], destination[chunk.Length..]);
    }

    /// <summary>Decrypts the next chunk; <paramref name="destination"/> is 16 bytes shorter, and zero on failure.</summary>
    public bool TryDecrypt(ReadOnlySpan<byte> chunk, Span<byte> destination)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        NextNonce(nonce);
        try
        {
            aes.Decrypt(nonce, chunk[..destination.Length], chunk[destination.Length..], destination);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            CryptographicOperations.ZeroMemory(destination);
            return false;
        }
    }

    public void Dispose()
    {
        aes.Dispose();
        CryptographicOperations.ZeroMemory(baseNonce);
    }

    private void NextNonce(Span<byte> nonce)
    {
        if (counter >= MaxChunks)
            throw new CryptographicException("A chunked message has at most 2^38 chunks.");
        baseNonce.CopyTo(nonce);
        var low = nonce[^sizeof(ulong)..];
        BinaryPrimitives.WriteUInt64BigEndian(low, BinaryPrimitives.ReadUInt64BigEndian(low) ^ (ulong)counter++);
    }
}
