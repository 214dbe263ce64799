using System.Net.Sockets;
using Dunes.Abstractions.Audit;
using Dunes.Grains.RootKeys;
using Dunes.Grains.Sessions;
using Dunes.Grains.Tests.Hosting;
using Dunes.Storage;
using Dunes.Storage.Hosting;
using Dunes.Storage.Migrations;
using Dunes.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;

namespace Dunes.Grains.Tests.Sessions;

/// <summary>A silo with real keys and real SQLite storage. Two of them on one folder are two activations of everything: each knows only itself.</summary>
internal sealed class SessionSilo : IAsyncDisposable
{
    private readonly IHost host;
    private readonly string folder;

    private SessionSilo(IHost host, string folder, CollectedEvents events, ShiftedTime time)
    {
        this.host = host;
        this.folder = folder;
        Events = events;
        Time = time;
    }

    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    public CollectedEvents Events { get; }

    public ShiftedTime Time { get; }

    public static string NewFolder() => Directory.CreateTempSubdirectory("dunes-sessions-").FullName;

    public static async Task<SessionSilo> StartAsync(string folder, string upstreamUrl, TimeSpan? idleTimeout = null)
    {
        var storage = new DunesStorageOptions { DataDirectory = folder };
        await DatabaseMigrator.MigrateAsync(storage, NullLogger.Instance, default);
        var (events, time) = (new CollectedEvents(), new ShiftedTime());
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Dunes:Upstreams:web:Url"] = upstreamUrl,
            ["Dunes:Contexts:IdleTimeout"] = (idleTimeout ?? TimeSpan.FromMinutes(30)).ToString(),
        });
        if (Environment.GetEnvironmentVariable("DUNES_TEST_LOG") is { } level)
            builder.Logging.AddConsole().SetMinimumLevel(Enum.Parse<LogLevel>(level));
        builder.UseOrleans(silo =>
        {
            silo.UseDunesStorage(storage, new DunesClusterOptions { SiloPort = FreePort.Next(), GatewayPort = FreePort.Next() });
            silo.AddDunesGrains();
            silo.WaitLong();
            var services = silo.Services;
            services.RemoveAll<TimeProvider>();
            services.RemoveAll<ISecurityEvents>();
            services.AddSingleton<TimeProvider>(time);
            services.AddSingleton<ISecurityEvents>(events);
            services.AddDunesStorage(storage);
            services.Configure<RootKeyOptions>(o => o.KekFile = Path.Combine(folder, "root.kek"));
            services.AddDunesSessions();
            services.Replace(ServiceDescriptor.Singleton(provider => new ContextHeaderStore(
                new DelayedWrites(provider.GetRequiredKeyedService<IGrainStorage>(ContextHeaderStore.StorageName)), provider.GetRequiredService<IGrainFactory>())));
        });
        var built = builder.Build();
        await built.StartAsync();
        return new SessionSilo(built, folder, events, time);
    }

    public async Task<long> ExecuteAsync(string sql, params (string Name, object Value)[] parameters)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, DunesStorageOptions.SqliteFileName)};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return Convert.ToInt64(await command.ExecuteScalarAsync() ?? 0L);
    }

    /// <summary>Changes the middle byte of a blob.</summary>
    public async Task FlipAsync(string table, string column, string where)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, DunesStorageOptions.SqliteFileName)};Pooling=False");
        await connection.OpenAsync();
        await using var read = connection.CreateCommand();
        read.CommandText = $"SELECT {column} FROM {table} WHERE {where} LIMIT 1";
        var blob = (byte[])(await read.ExecuteScalarAsync())!;
        blob[blob.Length / 2] ^= 1;
        await using var write = connection.CreateCommand();
        write.CommandText = $"UPDATE {table} SET {column} = $blob WHERE {where}";
        write.Parameters.AddWithValue("$blob", blob);
        Assert.True(await write.ExecuteNonQueryAsync() > 0);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
