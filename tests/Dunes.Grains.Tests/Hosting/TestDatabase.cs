using Dunes.Storage;
using Dunes.Storage.Migrations;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dunes.Grains.Tests.Hosting;

/// <summary>A migrated SQLite database and a place for the KEK, in a folder of its own.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("dunes-grains-").FullName;

    private TestDatabase() => Options = new DunesStorageOptions { DataDirectory = folder };

    public DunesStorageOptions Options { get; }

    public string KekFile => Path.Combine(folder, "root.kek");

    public static async Task<TestDatabase> CreateAsync()
    {
        var database = new TestDatabase();
        await DatabaseMigrator.MigrateAsync(database.Options, NullLogger.Instance, TestContext.Current.CancellationToken);
        return database;
    }

    /// <summary>Runs SQL behind the product's back.</summary>
    public async Task<int> ExecuteAsync(string sql, params (string Name, object Value)[] parameters)
    {
        await using var connection = await OpenAsync();
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<T?> ReadAsync<T>(string sql, params (string Name, object Value)[] parameters)
    {
        await using var connection = await OpenAsync();
        await using var command = Command(connection, sql, parameters);
        return (T?)await command.ExecuteScalarAsync();
    }

    /// <summary>The stored bytes of a grain's state.</summary>
    public Task<byte[]?> ReadStateAsync(string state, string key) =>
        ReadAsync<byte[]>("SELECT PayloadBinary FROM OrleansStorage WHERE GrainTypeString = @state AND GrainIdExtensionString = @key", ("@state", state), ("@key", key));

    /// <summary>How many events of a type are stored.</summary>
    public Task<long> CountEventsAsync(string type) => ReadAsync<long>("SELECT count(*) FROM security_logs WHERE event_type = @type", ("@type", type));

    public async Task WriteStateAsync(string state, string key, byte[] payload) => Assert.Equal(1, await ExecuteAsync(
        "UPDATE OrleansStorage SET PayloadBinary = @payload WHERE GrainTypeString = @state AND GrainIdExtensionString = @key",
        ("@payload", payload),
        ("@state", state),
        ("@key", key)));

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }

    private async Task<SqliteConnection> OpenAsync()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, DunesStorageOptions.SqliteFileName)};Pooling=False;Default Timeout=30");
        await connection.OpenAsync();
        return connection;
    }
}
