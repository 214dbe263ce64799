using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Dunes.Storage.Databases;

/// <summary>Opens pooled connections to the database file, each with the settings that durability rests on.</summary>
internal sealed class SqliteDataSource(DunesStorageOptions options) : DbDataSource
{
    // SQLite's own waiting looks again within milliseconds; the client library's, which comes after it, every 150 ms.
    private const string Settings = "PRAGMA busy_timeout = 10000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";

    public override string ConnectionString { get; } = new SqliteConnectionStringBuilder
    {
        DataSource = Path.Combine(Path.GetFullPath(options.DataDirectory), DunesStorageOptions.SqliteFileName),
        Mode = SqliteOpenMode.ReadWriteCreate,
        Cache = SqliteCacheMode.Private,
        Pooling = true,
    }.ConnectionString;

    /// <summary>An open connection.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = Settings;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

    protected override DbConnection OpenDbConnection() => Open();

    protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<DbConnection>(Open());

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Pools are static and keyed by connection string: without this the file stays open.
            using var connection = new SqliteConnection(ConnectionString);
            SqliteConnection.ClearPool(connection);
        }

        base.Dispose(disposing);
    }
}
