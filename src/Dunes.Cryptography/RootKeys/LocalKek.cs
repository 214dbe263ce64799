using System.Security.Cryptography;
using System.Text;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.RootKeys;

/// <summary>Wraps under a KEK of 32 bytes that this process can read: what the providers <c>file</c> and <c>environment</c> share.</summary>
/// <remarks>
/// A wrapped key is a Cobblestone-256 message under the KEK with context "dunes-cluster/" ‖ provider id ‖ "-kek/v1" ‖ 00 ‖ purpose (UTF-8).
/// The KEK's id is the first 8 bytes, in hexadecimal, of SHA-256("dunes-cluster/kek-id" ‖ KEK).
/// </remarks>
internal static class LocalKek
{
    public const int Size = Cobblestone256.InputKeySize;

    private const int IdSize = 8;

    /// <summary>Wraps a key.</summary>
    public static WrappedKey Wrap(string providerId, ReadOnlySpan<byte> kek, ReadOnlySpan<byte> key, string purpose)
    {
        Span<byte> salt = stackalloc byte[Cobblestone256.SaltSize];
        RandomNumberGenerator.Fill(salt);
        var bytes = new byte[Cobblestone256.SealedSize(key.Length)];
        Cobblestone256.Seal(kek, salt, Context(providerId, purpose), key, bytes);
        return new WrappedKey(providerId, Id(kek), bytes);
    }

    /// <summary>Unwraps a key. The caller wipes it.</summary>
    /// <param name="providerId">The provider that holds the KEK.</param>
    /// <param name="holder">Where the KEK was read, for messages: "the file '…'".</param>
    /// <param name="kek">32 bytes.</param>
    /// <param name="wrapped">What <see cref="Wrap"/> gave.</param>
    /// <param name="purpose">The purpose it was wrapped for.</param>
    /// <exception cref="RootKeyException">DUNES-ROOT-006: another KEK, another purpose, or altered.</exception>
    public static byte[] Unwrap(string providerId, string holder, ReadOnlySpan<byte> kek, WrappedKey wrapped, string purpose)
    {
        var id = Id(kek);
        if (!string.Equals(id, wrapped.KekId, StringComparison.Ordinal))
            throw new RootKeyException(RootKeyException.WrapMismatchCode, $"The key was wrapped by KEK {wrapped.KekId}; {holder} holds KEK {id}.");
        var size = Cobblestone256.PlaintextSize(wrapped.Bytes.Length);
        var key = new byte[Math.Max(0, size)];
        return size >= 0 && Cobblestone256.TryOpen(kek, Context(providerId, purpose), wrapped.Bytes, key)
            ? key
            : throw new RootKeyException(RootKeyException.WrapMismatchCode, $"The key wrapped by KEK {id} was altered, or wrapped for another purpose than '{purpose}'.");
    }

    private static byte[] Context(string providerId, string purpose) => Encoding.UTF8.GetBytes($"dunes-cluster/{providerId}-kek/v1\0{purpose}");

    private static string Id(ReadOnlySpan<byte> kek)
    {
        ReadOnlySpan<byte> label = "dunes-cluster/kek-id"u8;
        Span<byte> input = stackalloc byte[label.Length + Size];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        try
        {
            label.CopyTo(input);
            kek.CopyTo(input[label.Length..]);
            SHA256.HashData(input, hash);
            return Convert.ToHexStringLower(hash[..IdSize]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
        }
    }
}
