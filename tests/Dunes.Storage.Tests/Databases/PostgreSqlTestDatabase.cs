using Dunes.Testing;

namespace Dunes.Storage.Tests.Databases;

public sealed class PostgreSqlTestDatabase(PostgresServer server) : ITestDatabase
{
    public async Task<DunesStorageOptions> CreateAsync()
    {
        if (PostgresServer.Missing is { } reason)
            Assert.Skip(reason);

        return new DunesStorageOptions { Provider = StorageProvider.PostgreSql, ConnectionString = await server.CreateDatabaseAsync() };
    }

    public void Dispose()
    {
        // The database goes with the server.
    }
}
