using System.Net.Sockets;
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
using Orleans.Core.Internal;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace Dunes.Grains.Tests.Hosting;

/// <summary>A silo as the product composes it, on a real database and real ports, with a clock that the test owns. Two of them are two clusters on one database.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly IHost host;
    private bool running;

    private TestSilo(IHost host, FakeTimeProvider time) => (this.host, Time) = (host, time);

    public FakeTimeProvider Time { get; }

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
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
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
        configure?.Invoke(builder.Services);
        return new TestSilo(builder.Build(), time);
    }

    public async Task StartAsync()
    {
        await host.StartAsync(TestContext.Current.CancellationToken);
        running = true;
    }

    public IKeyGrain Key(string name) => Grains.GetGrain<IKeyGrain>(name);

    public IKeyOperationsGrain Operations(string name) => Grains.GetGrain<IKeyOperationsGrain>(name);

    /// <summary>Ends the activation, so that the next call reads the row.</summary>
    public async Task ForgetAsync(IGrain grain) => await grain.Cast<IGrainManagementExtension>().DeactivateOnIdle();

    public async ValueTask DisposeAsync()
    {
        if (running)
        {
            // Events that are queued are sent after a while, and the clock is the test's.
            var stopped = host.StopAsync();
            while (await Task.WhenAny(stopped, Task.Delay(20)) != stopped)
                Time.Advance(TimeSpan.FromMilliseconds(100));
            await stopped;
        }

        running = false;
        host.Dispose();
    }
}
