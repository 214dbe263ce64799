using Dapper;
using DbUp;
using DbUp.Builder;
using DbUp.Postgresql;
using Dunes.Storage.Databases;
using Npgsql;

namespace Dunes.Storage.Migrations;

/// <summary>Holds an advisory lock on a connection of its own while the scripts run, all in one transaction, on another.</summary>
internal sealed class PostgreSqlMigrationSession : IMigrationSession
{
    // "dunes" in ASCII; only has to differ from other programs' locks in the same database.
    private const long LockKey = 0x64_75_6E_65_73;

    private readonly NpgsqlDataSource source;
    private readonly NpgsqlConnection connection;

    private PostgreSqlMigrationSession(NpgsqlDataSource source, NpgsqlConnection connection)
    {
        this.source = source;
        this.connection = connection;
    }

    public string Folder => "PostgreSql";

    /// <summary>Waits for the lock.</summary>
    public static async Task<PostgreSqlMigrationSession> OpenAsync(DunesStorageOptions options, CancellationToken cancellationToken)
    {
        var dataSource = PostgreSqlDatabase.CreateDataSource(options);
        var session = new PostgreSqlMigrationSession(dataSource, dataSource.CreateConnection());
        try
        {
            await session.connection.OpenAsync(cancellationToken);

            // No time limit: another process may be migrating much data.
            await session.connection.ExecuteAsync(new CommandDefinition(
                "SELECT pg_advisory_lock(@LockKey)", new { LockKey }, commandTimeout: 0, cancellationToken: cancellationToken));
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public UpgradeEngineBuilder Engine() =>
        DeployChanges.To.PostgresqlDatabase(new PostgresqlConnectionManager(source)).WithTransaction().WithExecutionTimeout(TimeSpan.FromHours(1));

    // The engine has committed.
    public Task CommitAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        // The lock belongs to the database session and ends with it: closing the data source closes the physical connection.
        await connection.DisposeAsync();
        await source.DisposeAsync();
    }
}
