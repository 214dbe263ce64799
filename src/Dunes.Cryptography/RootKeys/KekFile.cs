using System.Buffers.Text;
using System.Security.Cryptography;

namespace Dunes.Cryptography.RootKeys;

/// <summary>The file format of a KEK: one header line, then 32 bytes as base64 on a line of their own; ASCII, LF.</summary>
internal static class KekFile
{
    private const int EncodedKekSize = 44;

    private static ReadOnlySpan<byte> Header => "dunes-cluster KEK v1: keep secret, back up, losing it loses all data\n"u8;

    private static int FileSize => Header.Length + EncodedKekSize + 1;

    /// <summary>Creates the file with a fresh KEK; durable when this returns.</summary>
    /// <returns><see langword="false"/> when a file of that name exists; it is left as it is.</returns>
    public static bool TryCreate(string path)
    {
        Span<byte> kek = stackalloc byte[LocalKek.Size];
        Span<byte> content = stackalloc byte[FileSize];
        try
        {
            RandomNumberGenerator.Fill(kek);
            Header.CopyTo(content);
            Base64.EncodeToUtf8(kek, content[Header.Length..], out _, out _);
            content[^1] = (byte)'\n';
            return NewFile.TryCreate(path, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RootKeyException(RootKeyException.FileAccessCode, $"The KEK file '{path}' cannot be created: {e.Message}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(kek);
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Reads the KEK into <paramref name="kek"/> (32 bytes).</summary>
    public static void Read(string path, Span<byte> kek)
    {
        // One byte more than the format has, to see a file that is too long.
        Span<byte> content = stackalloc byte[FileSize + 1];
        try
        {
            var size = PrivateFile.Read(path, "KEK file", "Without it nothing that is stored can be opened: restore it from its backup.", content);
            if (size != FileSize || !Decode(content[..size], kek))
            {
                throw new RootKeyException(
                    RootKeyException.FileMalformedCode,
                    $"'{path}' is not a KEK file. Restore it from its backup; a new one opens nothing that is stored.");
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static bool Decode(ReadOnlySpan<byte> content, Span<byte> kek) =>
        content.StartsWith(Header)
        && content[^1] == (byte)'\n'
        && Base64.DecodeFromUtf8(content.Slice(Header.Length, EncodedKekSize), kek, out _, out var written) == System.Buffers.OperationStatus.Done
        && written == LocalKek.Size;
}
