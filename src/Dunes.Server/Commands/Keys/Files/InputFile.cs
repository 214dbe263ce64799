using System.Globalization;

namespace Dunes.Server.Commands.Keys.Files;

/// <summary>A file, or standard input, to be read from its beginning to its end.</summary>
internal sealed class InputFile : IAsyncDisposable
{
    private InputFile(string name, Stream stream, long? length)
    {
        Name = name;
        Stream = stream;
        Length = length;
    }

    /// <summary>How messages call it.</summary>
    public string Name { get; }

    /// <summary>Its bytes.</summary>
    public Stream Stream { get; }

    /// <summary>How many they are, or null where that is not known before.</summary>
    public long? Length { get; }

    /// <summary>Opens it; throws <see cref="DunesErrorException"/> <c>DUNES-CLI-006</c> when that cannot be.</summary>
    public static InputFile Open(string file)
    {
        if (file == StandardStreams.Name)
            return new("Standard input", StandardStreams.Input(), null);
        try
        {
            var stream = new FileStream(file, new FileStreamOptions { BufferSize = 256 * 1024, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
            return new(file, stream, stream.CanSeek ? stream.Length : null);
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

    /// <summary>Throws <see cref="DunesErrorException"/> <c>DUNES-CLI-011</c> when it is known to be longer.</summary>
    public void RequireAtMost(long bytes)
    {
        if (Length > bytes)
            throw TooLarge(Name, bytes);
    }

    /// <summary>The error for what is longer than <paramref name="bytes"/>.</summary>
    public static DunesErrorException TooLarge(string name, long bytes) => new(
        ExitCodes.Configuration,
        DunesErrors.TooLarge,
        string.Create(CultureInfo.InvariantCulture, $"{name} is longer than {bytes} bytes, the most that this takes."));

    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
