using System.Buffers.Text;
using System.Security.Cryptography;

namespace Dunes.Cryptography.RootKeys;

/// <summary>The file format of a KEK: one header line, then 32 bytes as base64 on a line of their own; ASCII, LF.</summary>
internal static class KekFile
{
    public const int KekSize = 32;

    private const int EncodedKekSize = 44;
    private const UnixFileMode OthersMode =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute |
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static ReadOnlySpan<byte> Header => "dunes-cluster KEK v1: keep secret, back up, losing it loses all data\n"u8;

    private static int FileSize => Header.Length + EncodedKekSize + 1;

    /// <summary>Creates the file with a fresh KEK; durable when this returns.</summary>
    /// <returns><see langword="false"/> when a file of that name exists; it is left as it is.</returns>
    public static bool TryCreate(string path)
    {
        Span<byte> kek = stackalloc byte[KekSize];
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
            var size = ReadProtected(path, content);
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
        && written == KekSize;

    private static int ReadProtected(string path, Span<byte> content)
    {
        try
        {
            using var file = File.OpenHandle(path);

            // The mode of the open file, not of the path: it cannot be exchanged in between.
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & OthersMode) != UnixFileMode.None)
            {
                throw new RootKeyException(
                    RootKeyException.FileModeCode,
                    $"The KEK file '{path}' is open to others than its owner. Allow the owner alone (chmod 600), and take the key for disclosed if others use this machine.");
            }

            int total = 0, read;
            while ((read = RandomAccess.Read(file, content[total..], total)) > 0)
                total += read;
            return total;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RootKeyException(RootKeyException.FileMissingCode, $"The KEK file '{path}' does not exist. Without it nothing that is stored can be opened: restore it from its backup.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RootKeyException(RootKeyException.FileAccessCode, $"The KEK file '{path}' cannot be read: {e.Message}");
        }
    }
}
