using System.Globalization;

namespace Dunes.Server.Hosting;

/// <summary>
/// The data directory of a running server, held by an exclusive lock from before the first read of it until the process ends.
/// Its files are for the account that runs the server (directory mode 0700).
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private const string LockName = "dunes.lock";

    private const string HolderName = "dunes.pid";

    private readonly FileStream lockFile;

    private DataDirectory(string path, FileStream lockFile)
    {
        Path = path;
        this.lockFile = lockFile;
    }

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>Creates the directory where there is none, and takes the lock. Throws <see cref="DunesErrorException"/> <c>DUNES-CFG-003</c> or <c>-004</c>.</summary>
    public static DataDirectory Acquire(string path)
    {
        try
        {
            Create(path);
            ProbeWritable(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DunesErrorException(
                ExitCodes.DataDirectoryNotWritable,
                DunesErrors.DataDirectoryNotWritable,
                $"The data directory {path} cannot be written ({Reason(e)}). Give this account write access, or set Dunes:DataDirectory (environment: Dunes__DataDirectory) to another.",
                e);
        }

        try
        {
            // FileShare.None is an advisory lock of the operating system (flock): it is gone with its process, however that ends.
            var held = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(System.IO.Path.Combine(path, HolderName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new(path, held);
        }
        catch (IOException e)
        {
            throw new DunesErrorException(
                ExitCodes.DataDirectoryInUse,
                DunesErrors.DataDirectoryInUse,
                $"The data directory {path} is in use by {Holder(path)}. Stop that server, or set Dunes:DataDirectory (environment: Dunes__DataDirectory) to another.",
                e);
        }
    }

    public void Dispose()
    {
        File.Delete(System.IO.Path.Combine(Path, HolderName));
        lockFile.Dispose();
    }

    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void ProbeWritable(string path)
    {
        using var probe = new FileStream(System.IO.Path.Combine(path, $".probe-{Guid.NewGuid():N}"), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.DeleteOnClose,
        });
        probe.WriteByte(0);
        probe.Flush(flushToDisk: true);
    }

    private static string Holder(string path)
    {
        var name = System.IO.Path.Combine(path, HolderName);
        return File.Exists(name) && int.TryParse(File.ReadAllText(name), CultureInfo.InvariantCulture, out var pid) ? $"process {pid}" : "another process";
    }

    private static string Reason(Exception e) => e switch
    {
        UnauthorizedAccessException => "access denied",
        _ => e.Message,
    };
}
