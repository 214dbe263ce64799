using Dapper;
using DbUp;
using DbUp.Builder;
using DbUp.Sqlite.Helpers;
using Dunes.Storage.Databases;
using Microsoft.Data.Sqlite;

namespace Dunes.Storage.Migrations;

/// <summary>Holds SQLite's own write lock while the scripts run, all in one transaction, on the same connection.</summary>
internal sealed class SqliteMigrationSession : IMigrationSession
{
    private readonly SqliteDataSource source;
    private readonly SqliteConnection connection;
    private bool locked;

    private SqliteMigrationSession(SqliteDataSource source)
    {
        this.source = source;
        connection = source.Open();
    }

    public string Folder => "Sqlite";

    /// <summary>Creates the file when there is none, and waits for the lock.</summary>
    public static async Task<SqliteMigrationSession> OpenAsync(DunesStorageOptions options)
    {
        var session = new SqliteMigrationSession(new SqliteDataSource(options));
        try
        {
            // Write-ahead mode is a property of the file and cannot be set within a transaction.
            await session.connection.ExecuteAsync("PRAGMA journal_mode = WAL");
            await session.connection.ExecuteAsync("BEGIN IMMEDIATE");
            session.locked = true;
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public UpgradeEngineBuilder Engine() => DeployChanges.To.SqliteDatabase(new SharedConnection(connection)).WithoutTransaction();

    public async Task CommitAsync()
    {
        await connection.ExecuteAsync("COMMIT");
        locked = false;
    }

    public async ValueTask DisposeAsync()
    {
        if (locked)
            await connection.ExecuteAsync("ROLLBACK");
        await connection.DisposeAsync();
        await source.DisposeAsync();
    }
}
