using Dapper;
using Dunes.Storage.Databases;
using Dunes.Storage.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dunes.Storage.Tests.Databases;

/// <summary>A migrated database and the stores over it, as a process has them.</summary>
public abstract class StorageTest(ITestDatabase database) : IAsyncLifetime
{
    private readonly List<ServiceProvider> processes = [];

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A time with milliseconds and no more, as is kept.</summary>
    protected static DateTimeOffset Noon { get; } = new(2026, 1, 2, 12, 0, 0, 123, TimeSpan.Zero);

    protected DunesStorageOptions Options { get; private set; } = null!;

    protected IServiceProvider Services { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Options = await database.CreateAsync();
        await DatabaseMigrator.MigrateAsync(Options, NullLogger.Instance, Cancellation);
        Services = NewProcess();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
            await process.DisposeAsync();
        database.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The stores as another process on the same database has them.</summary>
    protected ServiceProvider NewProcess(Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddDunesStorage(Options);
        configure?.Invoke(services);
        var process = services.BuildServiceProvider();
        processes.Add(process);
        return process;
    }

    protected T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>What somebody with access to the database could do.</summary>
    protected async Task<long> SqlAsync(string sql)
    {
        await using var connection = await Get<IDatabase>().Source.OpenConnectionAsync(Cancellation);
        return Convert.ToInt64(await connection.ExecuteScalarAsync<object>(sql) ?? 0L);
    }
}
