using System.Security.Cryptography;
using System.Text;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.RootKeys;

/// <summary>
/// A KEK in a file that only its owner may read: the default on one machine. The file is read at each call, so that the KEK is not
/// in memory in between.
/// </summary>
/// <remarks>
/// A wrapped key is a Cobblestone-256 message under the KEK with context "dunes-cluster/file-kek/v1" ‖ 00 ‖ purpose (UTF-8).
/// The KEK's id is the first 8 bytes, in hexadecimal, of SHA-256("dunes-cluster/kek-id" ‖ KEK).
/// </remarks>
/// <param name="path">The file; see <see cref="CreateIfAbsent"/>.</param>
public sealed class FileKekProvider(string path) : IKekProvider
{
    private const int KekIdSize = 8;

    /// <inheritdoc/>
    public string Id => "file";

    /// <summary>
    /// Makes a file with a fresh KEK where there is none: whole or not at all, mode 0600, durable when this returns. Of several processes
    /// that try at once, one wins and the others find its file.
    /// </summary>
    /// <returns>Whether this call made the file.</returns>
    /// <exception cref="RootKeyException">DUNES-ROOT-005: it cannot be written.</exception>
    public static bool CreateIfAbsent(string path) => KekFile.TryCreate(path);

    /// <inheritdoc/>
    /// <exception cref="RootKeyException">DUNES-ROOT-002 to -005: the file is missing, open to others, malformed, or cannot be read.</exception>
    public ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string purpose, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Span<byte> kek = stackalloc byte[KekFile.KekSize];
        try
        {
            KekFile.Read(path, kek);
            Span<byte> salt = stackalloc byte[Cobblestone256.SaltSize];
            RandomNumberGenerator.Fill(salt);
            var bytes = new byte[Cobblestone256.SealedSize(key.Length)];
            Cobblestone256.Seal(kek, salt, Context(purpose), key.Span, bytes);
            return ValueTask.FromResult(new WrappedKey(Id, KekId(kek), bytes));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(kek);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="RootKeyException">DUNES-ROOT-002 to -005 as for wrapping; -006: another KEK, another purpose, or altered.</exception>
    public ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, string purpose, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Span<byte> kek = stackalloc byte[KekFile.KekSize];
        try
        {
            KekFile.Read(path, kek);
            var kekId = KekId(kek);
            if (!string.Equals(kekId, wrapped.KekId, StringComparison.Ordinal))
                throw new RootKeyException(RootKeyException.WrapMismatchCode, $"The key was wrapped by KEK {wrapped.KekId}; the file '{path}' holds KEK {kekId}.");
            var size = Cobblestone256.PlaintextSize(wrapped.Bytes.Length);
            var key = new byte[Math.Max(0, size)];
            return size >= 0 && Cobblestone256.TryOpen(kek, Context(purpose), wrapped.Bytes, key)
                ? ValueTask.FromResult(key)
                : throw new RootKeyException(RootKeyException.WrapMismatchCode, $"The key wrapped by KEK {kekId} was altered, or wrapped for another purpose than '{purpose}'.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(kek);
        }
    }

    private static byte[] Context(string purpose) => [.. "dunes-cluster/file-kek/v1\0"u8, .. Encoding.UTF8.GetBytes(purpose)];

    private static string KekId(ReadOnlySpan<byte> kek)
    {
        ReadOnlySpan<byte> label = "dunes-cluster/kek-id"u8;
        Span<byte> input = stackalloc byte[label.Length + KekFile.KekSize];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        try
        {
            label.CopyTo(input);
            kek.CopyTo(input[label.Length..]);
            SHA256.HashData(input, hash);
            return Convert.ToHexStringLower(hash[..KekIdSize]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
        }
    }
}
