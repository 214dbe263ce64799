using Dunes.Testing;

namespace Dunes.Storage.Tests.Databases;

public sealed class SqliteTestDatabase : ITestDatabase
{
    private readonly TemporaryFolder folder = new();

    public Task<DunesStorageOptions> CreateAsync() => Task.FromResult(new DunesStorageOptions { DataDirectory = folder.Path });

    public void Dispose() => folder.Dispose();
}
