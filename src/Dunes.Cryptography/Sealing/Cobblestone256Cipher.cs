using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Dunes.Cryptography.Sealing;

/// <summary>
/// The chunk cipher of one Cobblestone-256 message: its key, base nonce, commitment and chunk counter. Made for one message
/// and one thread, because <see cref="AesGcm"/> is not thread-safe everywhere.
/// </summary>
internal sealed class Cobblestone256Cipher : IDisposable
{
    private const int NonceSize = 12;
    private const long MaxChunks = 1L << 38;

    private readonly AesGcm aes;
    private readonly byte[] baseNonce = new byte[NonceSize];
    private readonly byte[] commitment = new byte[Cobblestone256.CommitmentSize];
    private long counter;

    public Cobblestone256Cipher(ReadOnlySpan<byte> inputKey, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> context)
    {
        if (inputKey.Length != Cobblestone256.InputKeySize || salt.Length != Cobblestone256.SaltSize)
            throw new ArgumentException("Cobblestone-256 takes a 32-byte key and a 24-byte salt.");

        // key ‖ base nonce ‖ commitment = HKDF-Expand(input key, name ‖ aead ‖ 00 ‖ salt ‖ context)
        ReadOnlySpan<byte> name = "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"u8;
        Span<byte> derived = stackalloc byte[Cobblestone256.InputKeySize + NonceSize + Cobblestone256.CommitmentSize];
        try
        {
            HkdfSha512.Expand(inputKey, [.. name, .. salt, .. context], derived);
            aes = new AesGcm(derived[..Cobblestone256.InputKeySize], Cobblestone256.TagSize);
            derived.Slice(Cobblestone256.InputKeySize, NonceSize).CopyTo(baseNonce);
            derived[^Cobblestone256.CommitmentSize..].CopyTo(commitment);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>The 32-byte commitment to key and context; public. Compare it before the first chunk is decrypted.</summary>
    public ReadOnlySpan<byte> Commitment => commitment;

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
