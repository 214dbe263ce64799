using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Dunes.Server.Commands;

/// <summary>
/// A file that appears under its name whole or not at all: written beside it under another name, flushed to the disk and then renamed.
/// What was written is deleted when it is disposed, or the process is told to end, before that.
/// </summary>
internal sealed class PendingFile : IAsyncDisposable
{
    private const int BufferSize = 256 * 1024;

    private readonly string target;
    private readonly string writtenTo;
    private readonly bool replace;
    private readonly FileStream stream;
    private readonly List<PosixSignalRegistration> signals = [];
    private volatile bool isEnding;

    private PendingFile(string path, string temporary, bool replace, FileStreamOptions options)
    {
        target = path;
        writtenTo = temporary;
        this.replace = replace;

        // Before there is a file: a signal that comes right after it was made would leave it behind. The signal still ends the process: nothing cancels it here.
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
            signals.Add(PosixSignalRegistration.Create(signal, _ => End()));
        try
        {
            stream = new FileStream(temporary, options);
        }
        catch
        {
            signals.ForEach(signal => signal.Dispose());
            throw;
        }

        if (isEnding)
            File.Delete(temporary);
    }

    /// <summary>What is written here becomes the file.</summary>
    public Stream Stream => stream;

    /// <summary>Begins a file. Throws <see cref="DunesErrorException"/> <c>DUNES-CLI-006</c> when it exists and may not be replaced, or cannot be written.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="secret">Whether only its owner may read it (mode 0600).</param>
    /// <param name="replace">Whether it may take the place of a file that exists.</param>
    public static PendingFile Create(string file, bool secret, bool replace)
    {
        var path = Path.GetFullPath(file);
        if (Directory.Exists(path) || path.StartsWith("/dev/", StringComparison.Ordinal))
            throw Refused(file, "it is not the name of a file (`-` is standard output).", inner: null);
        RequireFree(file, path, replace);
        var temporary = $"{path}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp";
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                BufferSize = BufferSize,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            };
            if (secret && !OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new(path, temporary, replace, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(file, e.Message, e);
        }
    }

    /// <summary>Gives the file its name; its content is on the disk before that.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await stream.FlushAsync(cancellationToken);
            stream.Flush(flushToDisk: true);
            await stream.DisposeAsync();
            RequireFree(target, target, replace);
            File.Move(writtenTo, target, replace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(target, e.Message, e);
        }
    }

    /// <summary>Deletes what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await stream.DisposeAsync();
        }
        finally
        {
            File.Delete(writtenTo);
            signals.ForEach(signal => signal.Dispose());
        }
    }

    private void End()
    {
        isEnding = true;
        File.Delete(writtenTo);
    }

    private static void RequireFree(string file, string path, bool replace)
    {
        if (!replace && Path.Exists(path))
            throw Refused(file, "it exists; --force replaces it.", inner: null);
    }

    private static DunesErrorException Refused(string file, string reason, Exception? inner) =>
        new(ExitCodes.NotAllowed, DunesErrors.File, $"{file} cannot be written: {reason}", inner);
}
