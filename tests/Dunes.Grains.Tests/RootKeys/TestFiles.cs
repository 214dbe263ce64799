namespace Dunes.Grains.Tests.RootKeys;

internal static class TestFiles
{
    /// <summary>Writes a file that only its owner may read.</summary>
    public static async Task WritePrivateAsync(string path, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        await file.WriteAsync(content);
    }
}
