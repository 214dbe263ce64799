namespace Dunes.Testing;

/// <summary>A new folder that is deleted with what is in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Where.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("dunes-test-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
