using Dunes.Storage.Hosting;
using Dunes.Storage.Tests.Databases;
using Dunes.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Storage;

namespace Dunes.Storage.Tests.Hosting;

public sealed class SqliteGrainStorageTests() : GrainStorageTests(new SqliteTestDatabase());

public sealed class PostgreSqlGrainStorageTests(PostgresServer server) : GrainStorageTests(new PostgreSqlTestDatabase(server))
{
    [Fact]
    public async Task A_process_without_a_silo_finds_the_silos()
    {
        var cluster = Cluster();
        using var silo = await StartSiloAsync(cluster);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddDunesStorage(Options);
        builder.UseOrleansClient(client => client.UseDunesStorage(Options, cluster));
        using var gateway = builder.Build();
        await gateway.StartAsync(Cancellation);

        var hosts = await gateway.Services.GetRequiredService<IClusterClient>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        Assert.Equal(cluster.SiloPort, Assert.Single(hosts).Key.Endpoint.Port);
        await gateway.StopAsync(Cancellation);
        await silo.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Silos_form_a_cluster_and_leave_it()
    {
        var clusters = new[] { Cluster(), Cluster(), Cluster() };
        var silos = await Task.WhenAll(clusters.Select(StartSiloAsync));
        Assert.Equal(3, await SqlAsync("SELECT count(*) FROM orleansmembershiptable WHERE status = 3"));
        await SeesActiveAsync(silos[0], 3);

        await silos[2].StopAsync(Cancellation);
        Assert.Equal(2, await SqlAsync("SELECT count(*) FROM orleansmembershiptable WHERE status = 3"));
        await SeesActiveAsync(silos[0], 2);
        await silos[1].StopAsync(Cancellation);
        await silos[0].StopAsync(Cancellation);
        foreach (var silo in silos)
            silo.Dispose();
    }

    /// <summary>Waits until a silo has heard which silos there are: it is in the table first.</summary>
    private static async Task SeesActiveAsync(IHost silo, int count)
    {
        var oracle = silo.Services.GetRequiredService<ISiloStatusOracle>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(120));
        while (oracle.GetApproximateSiloStatuses(onlyActive: true).Count != count)
            await Task.Delay(20, limit.Token);
    }
}

public abstract class GrainStorageTests(ITestDatabase database) : StorageTest(database)
{
    private const string Type = "counter";

    [Fact]
    public async Task State_is_written_read_and_cleared()
    {
        using var silo = await StartSiloAsync(Cluster());
        var storage = Storage(silo);
        GrainId[] ids =
        [
            GrainId.Create(Type, "tenant/name"),
            GrainId.Create(GrainType.Create(Type), GrainIdKeyExtensions.CreateGuidKey(Guid.NewGuid())),
            GrainId.Create(GrainType.Create(Type), GrainIdKeyExtensions.CreateIntegerKey(5, "tenant/name")),
            GrainId.Create(GrainType.Create(Type), GrainIdKeyExtensions.CreateIntegerKey(5)),
        ];
        foreach (var id in ids)
        {
            var state = new GrainState<CounterState>();
            await storage.ReadStateAsync(Type, id, state);
            Assert.False(state.RecordExists);
            Assert.Null(state.ETag);

            for (var value = 1; value <= 3; value++)
            {
                state.State = new CounterState { Value = value };
                await storage.WriteStateAsync(Type, id, state);
            }

            var read = new GrainState<CounterState>();
            await storage.ReadStateAsync(Type, id, read);
            Assert.True(read.RecordExists);
            Assert.Equal(3, read.State!.Value);
            Assert.Equal(state.ETag, read.ETag);

            await storage.ClearStateAsync(Type, id, read);
            Assert.False(read.RecordExists);
            Assert.Equal(0, await SqlAsync("SELECT count(*) FROM orleansstorage"));

            // Who still holds the deleted state must not bring it back.
            await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync(Type, id, state));
            await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync(Type, id, state));
            Assert.Equal(0, await SqlAsync("SELECT count(*) FROM orleansstorage"));
        }

        await silo.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Of_two_activations_that_write_one_learns_that_it_lost()
    {
        using var silo = await StartSiloAsync(Cluster());
        var storage = Storage(silo);
        for (var round = 0; round < 25; round++)
        {
            // An integer key leaves the key's text null, a string key fills it: both must be unique.
            var id = round % 2 == 0 ? GrainId.Create(Type, $"key-{round}") : GrainId.Create(GrainType.Create(Type), GrainIdKeyExtensions.CreateIntegerKey(round));
            var states = Enumerable.Range(0, 6).Select(writer => new GrainState<CounterState> { State = new CounterState { Value = writer } }).ToArray();
            var first = await Task.WhenAll(states.Select(state => TryWriteAsync(storage, id, state)));
            var winner = states[Assert.Single(Enumerable.Range(0, states.Length), writer => first[writer])];

            var readers = Enumerable.Range(0, 6).Select(writer => new GrainState<CounterState>()).ToArray();
            foreach (var reader in readers)
            {
                await storage.ReadStateAsync(Type, id, reader);
                Assert.Equal(winner.State!.Value, reader.State!.Value);
            }

            var second = await Task.WhenAll(readers.Select(reader => TryWriteAsync(storage, id, reader)));
            Assert.Single(second, won => won);
            Assert.Equal(round + 1, await SqlAsync("SELECT count(*) FROM orleansstorage"));
        }

        await silo.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Reminders_survive_a_restart()
    {
        var id = GrainId.Create(Type, "reminded");
        var cluster = Cluster();
        using (var silo = await StartSiloAsync(cluster))
        {
            var etag = await silo.Services.GetRequiredService<IReminderTable>().UpsertRow(
                new ReminderEntry { GrainId = id, ReminderName = "rotate", StartAt = Noon.UtcDateTime, Period = TimeSpan.FromDays(30) });
            Assert.NotNull(etag);
            await silo.StopAsync(Cancellation);
        }

        var again = Cluster();
        using var second = await StartSiloAsync(again);
        var reminder = Assert.Single((await second.Services.GetRequiredService<IReminderTable>().ReadRows(id)).Reminders);
        Assert.Equal(("rotate", Noon.UtcDateTime, TimeSpan.FromDays(30)), (reminder.ReminderName, reminder.StartAt, reminder.Period));
        await second.StopAsync(Cancellation);
    }

    protected static DunesClusterOptions Cluster() => new() { SiloPort = FreePort.Next(), GatewayPort = FreePort.Next() };

    protected async Task<IHost> StartSiloAsync(DunesClusterOptions cluster)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddDunesStorage(Options);

        // All silos of a test share one process: when it is held up for seconds, none of them must think that another has died, nor itself be declared dead.
        builder.UseOrleans(silo => silo.UseDunesStorage(Options, cluster).Configure<ClusterMembershipOptions>(membership => membership.ProbeTimeout = TimeSpan.FromMinutes(2)));
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }

    private static IGrainStorage Storage(IHost silo) =>
        Assert.IsType<AdoNetGrainStorage>(silo.Services.GetRequiredKeyedService<IGrainStorage>(DunesStorageHostingExtensions.RawGrainStorage));

    private static Task<bool> TryWriteAsync(IGrainStorage storage, GrainId id, GrainState<CounterState> state) => Task.Run(async () =>
    {
        try
        {
            await storage.WriteStateAsync(Type, id, state);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    });
}
