using System.Net.Sockets;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys.Use;
using Dunes.Grains.RootKeys;
using Dunes.Storage;
using Dunes.Storage.Hosting;
using Dunes.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Orleans.Core.Internal;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace Dunes.Grains.Tests.Hosting;

/// <summary>A silo as the product composes it, on a real database and real ports, with a clock that the test owns. Two of them are two clusters on one database.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly IHost host;
    private bool running;

    private TestSilo(IHost host, FakeTimeProvider time, FakeTimeProvider auditTime) => (this.host, Time, AuditTime) = (host, time, auditTime);

    public FakeTimeProvider Time { get; }

    /// <summary>The clock of the collector of events alone: what has to be durable within two seconds has all of real time for it, however fast <see cref="Time"/> goes on.</summary>
    public FakeTimeProvider AuditTime { get; }

    public IServiceProvider Services => host.Services;

    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    public static async Task<TestSilo> StartAsync(TestDatabase database, Action<IServiceCollection>? configure = null)
    {
        var silo = Build(database, configure);
        await silo.StartAsync();
        return silo;
    }

    public static TestSilo Build(TestDatabase database, Action<IServiceCollection>? configure = null)
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var (time, auditTime) = (new FakeTimeProvider(start), new FakeTimeProvider(start));
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Error);
        builder.Services.AddDunesStorage(database.Options);
        builder.Services.Configure<RootKeyOptions>(options => options.KekFile = database.KekFile);
        builder.UseOrleans(silo => silo
            .UseDunesStorage(database.Options, new DunesClusterOptions { SiloPort = FreePort.Next(), GatewayPort = FreePort.Next() })
            .AddDunesGrains()
            .WaitLong());
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
        builder.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
        builder.Services.Replace(ServiceDescriptor.Singleton(services => ActivatorUtilities.CreateInstance<SecurityEventCollector>(services, auditTime)));

        // No test lets a silo die, and one that gets no processor for a while is not dead: it would end the process.
        builder.Services.Configure<ClusterMembershipOptions>(options => options.LivenessEnabled = false);
        configure?.Invoke(builder.Services);
        return new TestSilo(builder.Build(), time, auditTime);
    }

    public async Task StartAsync()
    {
        await host.StartAsync(TestContext.Current.CancellationToken);
        running = true;
    }

    public IKeyGrain Key(string name) => Grains.GetGrain<IKeyGrain>(name);

    public IKeyOperationsGrain Operations(string name) => Grains.GetGrain<IKeyOperationsGrain>(name);

    /// <summary>
    /// Ends the activation, so that the next call reads the row. Returns when it has gone: one that is still ending while the clock goes on by hours passes
    /// for stuck, and its timers run yet.
    /// </summary>
    public async Task ForgetAsync(IGrain grain)
    {
        await grain.Cast<IGrainManagementExtension>().DeactivateOnIdle();
        var (management, id) = (Grains.GetGrain<IManagementGrain>(0), grain.GetGrainId());
        await Eventually.TrueAsync(
            async () => (await management.GetDetailedGrainStatistics()).All(active => active.GrainId != id), $"the activation of {id} has ended");
    }

    public async ValueTask DisposeAsync()
    {
        if (running)
        {
            // Events that are queued are sent after a while, and the clock is the test's.
            var stopped = host.StopAsync();
            while (await Task.WhenAny(stopped, Task.Delay(20)) != stopped)
            {
                Time.Advance(TimeSpan.FromMilliseconds(100));
                AuditTime.Advance(TimeSpan.FromMilliseconds(100));
            }

            await stopped;
        }

        running = false;
        host.Dispose();
    }
}
