using System.Security.Cryptography;

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
        Span<byte> kek = stackalloc byte[LocalKek.Size];
        try
        {
            KekFile.Read(path, kek);
            return ValueTask.FromResult(LocalKek.Wrap(Id, kek, key.Span, purpose));
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
        Span<byte> kek = stackalloc byte[LocalKek.Size];
        try
        {
            KekFile.Read(path, kek);
            return ValueTask.FromResult(LocalKek.Unwrap(Id, $"the file '{path}'", kek, wrapped, purpose));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(kek);
        }
    }
}
