using Dunes.Abstractions.Errors;
using Dunes.Storage.Databases;
using Dunes.Storage.Migrations;
using Dunes.Storage.Tests.Databases;
using Dunes.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dunes.Storage.Tests.Migrations;

public sealed class SqliteMigratorTests() : DatabaseMigratorTests(new SqliteTestDatabase())
{
    protected override ITestDatabase NewDatabase() => new SqliteTestDatabase();

    [Fact]
    public async Task The_file_is_in_write_ahead_mode_and_commits_wait_for_the_disk()
    {
        await using var connection = await Get<IDatabase>().Source.OpenConnectionAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode";
        Assert.Equal("wal", await command.ExecuteScalarAsync(Cancellation));
        command.CommandText = "PRAGMA synchronous";
        Assert.Equal(2L, await command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_said_clearly()
    {
        var options = new DunesStorageOptions { DataDirectory = Path.Combine(Options.DataDirectory, "absent") };
        var exception = await Assert.ThrowsAsync<DunesException>(() => DatabaseMigrator.MigrateAsync(options, NullLogger.Instance, Cancellation));
        Assert.Equal("DUNES-STORE-001", exception.Code);
    }
}

public sealed class PostgreSqlMigratorTests(PostgresServer server) : DatabaseMigratorTests(new PostgreSqlTestDatabase(server))
{
    protected override ITestDatabase NewDatabase() => new PostgreSqlTestDatabase(server);

    [Fact]
    public async Task A_server_that_is_not_there_is_said_clearly_and_without_the_password()
    {
        var options = new DunesStorageOptions
        {
            Provider = StorageProvider.PostgreSql,
            ConnectionString = $"Host=127.0.0.1;Port={FreePort.Next()};Username=dunes;Password=not-to-be-seen;Database=dunes",
        };
        var exception = await Assert.ThrowsAsync<DunesException>(() => DatabaseMigrator.MigrateAsync(options, NullLogger.Instance, Cancellation));
        Assert.Equal("DUNES-STORE-001", exception.Code);
        Assert.DoesNotContain("not-to-be-seen", exception.ToString());
    }
}

public abstract class DatabaseMigratorTests(ITestDatabase database) : StorageTest(database)
{
    protected abstract ITestDatabase NewDatabase();

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        var before = await SqlAsync("SELECT count(*) FROM schemaversions");
        await DatabaseMigrator.MigrateAsync(Options, NullLogger.Instance, Cancellation);
        Assert.Equal(3, before);
        Assert.Equal(before, await SqlAsync("SELECT count(*) FROM schemaversions"));
    }

    [Fact]
    public async Task Processes_that_start_at_once_migrate_once()
    {
        using var other = NewDatabase();
        var options = await other.CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => DatabaseMigrator.MigrateAsync(options, NullLogger.Instance, Cancellation))));
        await DatabaseMigrator.MigrateAsync(options, NullLogger.Instance, Cancellation);
    }

    [Fact]
    public async Task A_newer_database_is_refused()
    {
        await SqlAsync("INSERT INTO schemaversions (scriptname, applied) VALUES ('Dunes.Storage.Migrations.9999_future.sql', '2030-01-01')");
        var exception = await Assert.ThrowsAsync<DunesException>(() => DatabaseMigrator.MigrateAsync(Options, NullLogger.Instance, Cancellation));
        Assert.Equal("DUNES-STORE-002", exception.Code);
        Assert.Contains("9999_future", exception.Message);
    }
}
