using System.CommandLine;
using System.Text;

namespace Dunes.Server.Commands;

/// <summary>Reading and writing the files that commands name.</summary>
internal static class CommandFiles
{
    /// <summary><c>--out FILE</c>.</summary>
    public static Option<string?> Out() => new("--out") { Description = "File to write; it must not exist. [default: standard output]", HelpName = "FILE" };

    /// <summary>
    /// Writes to a new file, readable by its owner only (it holds what was said), or to standard output.
    /// With <paramref name="json"/>, tells about the file as JSON; what goes to standard output is left as it is.
    /// </summary>
    public static async Task WriteAsync(ParseResult result, string? file, byte[] content, bool json, CancellationToken cancellationToken)
    {
        var output = result.InvocationConfiguration.Output;
        if (file is null)
        {
            var text = Encoding.UTF8.GetString(content);
            await output.WriteAsync(text.AsMemory(), cancellationToken);
            if (!text.EndsWith('\n'))
                await output.WriteLineAsync();
            return;
        }

        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using var stream = new FileStream(file, options);
            await stream.WriteAsync(content, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DunesErrorException(ExitCodes.NotAllowed, DunesErrors.File, $"{file} cannot be written: {e.Message}", e);
        }

        if (json)
            CommandOutput.WriteJson(result, new { File = Path.GetFullPath(file), Bytes = content.Length });
        else
            await output.WriteLineAsync($"{file}: {content.Length} bytes");
    }

    /// <summary>The content of a file; throws <see cref="DunesErrorException"/> <c>DUNES-CLI-006</c> when there is none or it may not be read.</summary>
    public static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DunesErrorException(ExitCodes.NotFound, DunesErrors.File, $"{file} does not exist.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DunesErrorException(ExitCodes.NotAllowed, DunesErrors.File, $"{file} cannot be read: {e.Message}", e);
        }
    }
}
