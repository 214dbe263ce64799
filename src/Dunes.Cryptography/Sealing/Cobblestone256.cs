using System.Security.Cryptography;

namespace Dunes.Cryptography.Sealing;

/// <summary>
/// C2SP chunked encryption "Cobblestone-256" (c2sp.org/chunked-encryption, v1; SHA-512, AES-256-GCM) of messages held in memory.
/// A sealed message is salt (24) ‖ commitment (32) ‖ chunks, each 16 KiB + 16 bytes of tag but the last, which is always shorter.
/// </summary>
internal static class Cobblestone256
{
    public const int InputKeySize = 32;
    public const int SaltSize = 24;
    public const int CommitmentSize = 32;
    public const int TagSize = 16;

    /// <summary>Size of the secret of one message: AES-256-GCM key (32) ‖ base nonce (12).</summary>
    public const int SecretSize = 44;

    public const int ChunkSize = 16 * 1024;
    public const int SealedChunkSize = ChunkSize + TagSize;

    /// <summary>Bytes before the first chunk.</summary>
    public const int PrefixSize = SaltSize + CommitmentSize;

    /// <summary>Size in bytes of a sealed message.</summary>
    public static long SealedSize(long plaintextSize) => PrefixSize + plaintextSize + (TagSize * ((plaintextSize / ChunkSize) + 1));

    /// <summary>Size in bytes of the plaintext, or -1 when no message has this sealed size.</summary>
    public static long PlaintextSize(long sealedSize)
    {
        var (fullChunks, last) = Math.DivRem(sealedSize - PrefixSize, SealedChunkSize);
        return sealedSize < PrefixSize || last < TagSize ? -1 : (fullChunks * ChunkSize) + last - TagSize;
    }

    /// <summary>
    /// Derives what belongs to one message: secret (AES key ‖ base nonce) ‖ commitment to key and context, which is public, =
    /// HKDF-Expand(SHA-512, input key, name ‖ aead ‖ 00 ‖ salt ‖ context, 76). The caller wipes the secret.
    /// </summary>
    public static void Derive(ReadOnlySpan<byte> inputKey, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> context, Span<byte> secret, Span<byte> commitment)
    {
        if (inputKey.Length != InputKeySize || salt.Length != SaltSize)
            throw new ArgumentException("Cobblestone-256 takes a 32-byte key and a 24-byte salt.");
        ReadOnlySpan<byte> name = "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"u8;
        Span<byte> derived = stackalloc byte[SecretSize + CommitmentSize];
        try
        {
            HkdfSha512.Expand(inputKey, [.. name, .. salt, .. context], derived);
            derived[..SecretSize].CopyTo(secret);
            derived[SecretSize..].CopyTo(commitment);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>Encrypts into <paramref name="destination"/>, which has <see cref="SealedSize"/> bytes.</summary>
    /// <param name="inputKey">32 uniformly random bytes.</param>
    /// <param name="salt">24 bytes, never used before with this key.</param>
    /// <param name="context">What the message is bound to.</param>
    /// <param name="plaintext">The message.</param>
    /// <param name="destination">Receives salt, commitment and chunks.</param>
    public static void Seal(ReadOnlySpan<byte> inputKey, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> context, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        salt.CopyTo(destination);
        Span<byte> secret = stackalloc byte[SecretSize];
        try
        {
            Derive(inputKey, salt, context, secret, destination[SaltSize..PrefixSize]);
            using var cipher = new Cobblestone256Cipher(secret);
            Encrypt(cipher, plaintext, destination[PrefixSize..]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>
    /// Decrypts into <paramref name="destination"/>, which has <see cref="PlaintextSize"/> bytes. On failure every byte of it is zero:
    /// nothing is released before the last tag.
    /// </summary>
    /// <returns><see langword="false"/> when key, context or message do not belong together.</returns>
    public static bool TryOpen(ReadOnlySpan<byte> inputKey, ReadOnlySpan<byte> context, ReadOnlySpan<byte> message, Span<byte> destination)
    {
        if (inputKey.Length != InputKeySize || PlaintextSize(message.Length) != destination.Length)
            return false;
        Span<byte> secret = stackalloc byte[SecretSize];
        Span<byte> commitment = stackalloc byte[CommitmentSize];
        try
        {
            Derive(inputKey, message[..SaltSize], context, secret, commitment);
            if (!CryptographicOperations.FixedTimeEquals(commitment, message[SaltSize..PrefixSize]))
                return false;
            using var cipher = new Cobblestone256Cipher(secret);
            if (TryDecrypt(cipher, message[PrefixSize..], destination))
                return true;
            CryptographicOperations.ZeroMemory(destination);
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static void Encrypt(Cobblestone256Cipher cipher, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        for (; plaintext.Length >= ChunkSize; plaintext = plaintext[ChunkSize..], destination = destination[SealedChunkSize..])
            cipher.Encrypt(plaintext[..ChunkSize], destination[..SealedChunkSize]);
        cipher.Encrypt(plaintext, destination);
    }

    private static bool TryDecrypt(Cobblestone256Cipher cipher, ReadOnlySpan<byte> chunks, Span<byte> destination)
    {
        for (; chunks.Length >= SealedChunkSize; chunks = chunks[SealedChunkSize..], destination = destination[ChunkSize..])
        {
            if (!cipher.TryDecrypt(chunks[..SealedChunkSize], destination[..ChunkSize]))
                return false;
        }

        return cipher.TryDecrypt(chunks, destination);
    }
}
