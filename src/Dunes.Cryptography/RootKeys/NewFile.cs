using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Dunes.Cryptography.RootKeys;

/// <summary>Creates a small private file so that it appears whole, once, and survives a power failure.</summary>
/// <remarks>
/// File.Move without overwriting looks first and renames then on Unix, so two processes could both believe they created the file,
/// and the key of the first would be gone. link(2) decides in the kernel.
/// </remarks>
internal static partial class NewFile
{
    private const int FileExists = 17; // EEXIST: the same number on Linux, macOS and the BSDs.
    private const int ReadOnly = 0; // O_RDONLY

    /// <summary>Writes the content, mode 0600; durable (file and directory entry) when this returns.</summary>
    /// <returns><see langword="false"/> when a file of that name exists.</returns>
    public static bool TryCreate(string path, ReadOnlySpan<byte> content)
    {
        path = Path.GetFullPath(path);
        if (File.Exists(path))
            return false;
        var temporary = $"{path}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp";
        try
        {
            Write(temporary, content);
            return OperatingSystem.IsWindows() ? TryMove(temporary, path) : TryLink(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void Write(string path, ReadOnlySpan<byte> content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    private static bool TryMove(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(to))
        {
            return false;
        }
    }

    private static bool TryLink(string from, string to)
    {
        if (Link(from, to) != 0)
            return Marshal.GetLastPInvokeError() == FileExists ? false : throw LastError();
        Flush(Path.GetDirectoryName(to)!);
        return true;
    }

    private static void Flush(string directory)
    {
        var descriptor = Open(directory, ReadOnly);
        if (descriptor < 0)
            throw LastError();
        try
        {
            if (Synchronize(descriptor) != 0)
                throw LastError();
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException LastError() => new(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string created);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
