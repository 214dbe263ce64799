using Dunes.Testing;

namespace Dunes.Storage.Tests.Databases;

public sealed class PostgreSqlTestDatabase(PostgresServer server) : ITestDatabase
{
    public async Task<DunesStorageOptions> CreateAsync()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing!);
        return new DunesStorageOptions { Provider = StorageProvider.PostgreSql, ConnectionString = await server.CreateDatabaseAsync() };
    }

    public void Dispose()
    {
        // The database goes with the server.
    }
}
