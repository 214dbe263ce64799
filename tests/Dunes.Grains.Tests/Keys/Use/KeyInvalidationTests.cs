using System.Collections.Concurrent;
using System.Diagnostics;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys.Use;
using Dunes.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Dunes.Grains.Tests.Keys.Use;

/// <summary>A real cluster of three silos, in one process and on one database.</summary>
public sealed class KeyInvalidationTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly List<TestSilo> silos = [];
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        silos.Add(await TestSilo.StartAsync(database));
        var first = silos[0].Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.Endpoint;
        for (var i = 1; i < 3; i++)
            silos.Add(await TestSilo.StartAsync(database, services => services.Configure<DevelopmentClusterMembershipOptions>(options => options.PrimarySiloEndpoint = first)));
        await Eventually.TrueAsync(
            async () => (await silos[0].Grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Count == 3, "three silos are active");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in Enumerable.Reverse(silos))
            await silo.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("destroy")]
    public async Task After_the_change_has_returned_no_silo_performs_another_operation(string change)
    {
        var key = await CreateAsync(change);
        var calls = new ConcurrentQueue<(long Begun, bool Done)>();
        using var stop = new CancellationTokenSource();
        var hammers = silos.SelectMany(silo => Enumerable.Range(0, 4).Select(_ => Task.Run(() => HammerAsync(silo, key.Name, calls, stop.Token)))).ToList();
        await Eventually.TrueAsync(() => Task.FromResult(calls.Count(call => call.Done) > 500), "all silos are at work");

        if (change == "disable")
            await key.Life.DisableAsync(KeyUseFixture.Admin, null);
        else
            await key.Life.DeleteAsync(KeyUseFixture.Admin, null, days: 0);
        var returned = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(() => Task.FromResult(calls.Count(call => call.Begun > returned) > 500), "calls after the change");
        await stop.CancelAsync();
        await Task.WhenAll(hammers);

        Assert.DoesNotContain(calls, call => call.Begun > returned && call.Done);
        Assert.All(silos, silo => Assert.Equal(0, silo.Services.GetRequiredService<KeyVersionOpener>().Opened));
    }

    [Fact]
    public async Task A_silo_that_does_not_acknowledge_delays_the_return_until_its_lease_is_over_and_no_longer()
    {
        var key = await CreateAsync("mute");
        using var held = await silos[1].Services.GetRequiredService<KeyCache>().UseAsync(key.Name);
        var disabling = key.Life.DisableAsync(KeyUseFixture.Admin, null);

        // When the change is seen the silos have been told, and the grain waits for them by its clock.
        await Eventually.TrueAsync(async () => (await key.Life.DescribeAsync(KeyUseFixture.Admin)).State == KeyState.Disabled, "the change is durable");
        Assert.NotSame(disabling, await Task.WhenAny(disabling, Task.Delay(1_000, TestContext.Current.CancellationToken)));

        // The lease ends by the clocks, and the use is still held.
        foreach (var silo in silos)
            silo.Time.Advance(TimeSpan.FromSeconds(5));
        await disabling.WaitAsync(Limit, TestContext.Current.CancellationToken);
        await RefusedAsync(silos[1], key.Name);
    }

    [Fact]
    public async Task A_limit_that_was_lowered_is_in_force_everywhere_when_the_update_has_returned()
    {
        var key = await CreateAsync("limit");
        foreach (var silo in silos)
            await SealAsync(silo, key.Name);
        await key.Life.UpdateAsync(KeyUseFixture.Admin, new KeyUpdate { Limits = new(WarnOperations: 1, MaxOperations: 1) });
        foreach (var silo in silos)
            Assert.Equal("DUNES-KEY-033", (await Assert.ThrowsAsync<DunesException>(() => SealAsync(silo, key.Name))).Code);
    }

    private static async Task HammerAsync(TestSilo silo, KeyName name, ConcurrentQueue<(long Begun, bool Done)> calls, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var begun = Stopwatch.GetTimestamp();
            try
            {
                await SealAsync(silo, name);
                calls.Enqueue((begun, true));
            }
            catch (DunesException e) when (e.Kind is ErrorKind.Conflict or ErrorKind.Gone)
            {
                calls.Enqueue((begun, false));
            }
        }
    }

    private static Task SealAsync(TestSilo silo, KeyName name) => new TestKey(silo.Grains, name).EncryptAsync([1, 2, 3]);

    private static async Task RefusedAsync(TestSilo silo, KeyName name) =>
        Assert.Equal("DUNES-KEY-030", (await Assert.ThrowsAsync<DunesException>(() => SealAsync(silo, name))).Code);

    private async Task<TestKey> CreateAsync(string name)
    {
        var key = new TestKey(silos[0].Grains, new KeyName("t", name));
        await key.Life.CreateAsync(KeyUseFixture.Admin, new KeySpec { Algorithm = KeyAlgorithms.Dc2k1 });
        return key;
    }
}
