namespace Dunes.Cryptography.RootKeys;

/// <summary>Reads a small file that holds a secret and that only its owner may reach.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OthersMode =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute |
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Reads as much of the file as <paramref name="content"/> takes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it is, for messages: "KEK file".</param>
    /// <param name="whenMissing">A sentence for the message when it does not exist.</param>
    /// <param name="content">Receives the bytes; the caller wipes it.</param>
    /// <returns>The number of bytes read.</returns>
    /// <exception cref="RootKeyException">DUNES-ROOT-002: missing; -003: open to others; -005: cannot be read.</exception>
    public static int Read(string path, string kind, string whenMissing, Span<byte> content)
    {
        try
        {
            using var file = File.OpenHandle(path);

            // The mode of the open file, not of the path: it cannot be exchanged in between.
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & OthersMode) != UnixFileMode.None)
            {
                throw new RootKeyException(
                    RootKeyException.FileModeCode,
                    $"The {kind} '{path}' is open to others than its owner. Allow the owner alone (chmod 600), and take the secret for disclosed if others use this machine.");
            }

            int total = 0, read;
            while ((read = RandomAccess.Read(file, content[total..], total)) > 0)
                total += read;
            return total;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RootKeyException(RootKeyException.FileMissingCode, $"The {kind} '{path}' does not exist. {whenMissing}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RootKeyException(RootKeyException.FileAccessCode, $"The {kind} '{path}' cannot be read: {e.Message}");
        }
    }
}
