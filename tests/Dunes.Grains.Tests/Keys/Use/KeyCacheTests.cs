using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Sealing;
using Dunes.Grains.Keys;
using Dunes.Grains.Keys.Use;
using Dunes.Grains.Tests.Hosting;
using Dunes.Storage.Keys;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dunes.Grains.Tests.Keys.Use;

/// <summary>The cache on real rows and real secrets, with leases that the test gives.</summary>
public sealed class KeyCacheTests : IAsyncLifetime
{
    private static readonly KeyName Name = new("t", "scripted");

    private readonly FakeTimeProvider time = new();
    private TestDatabase database = null!;
    private TestSilo silo = null!;
    private ScriptedLeases leases = null!;
    private KeyVersionOpener opener = null!;
    private KeyCache cache = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        silo = await TestSilo.StartAsync(database);
        var record = new KeyRecord { KeyId = Guid.NewGuid(), Spec = new KeySpec { Algorithm = KeyAlgorithms.Dc2k1 }, CurrentVersion = 2, Epoch = 1 };
        var (store, material) = (silo.Services.GetRequiredService<IKeyVersionStore>(), silo.Services.GetRequiredService<KeyMaterial>());
        for (var version = 1; version <= 3; version++)
            await store.TryAddAsync(material.Create(record.KeyId, KeyAlgorithms.Dc2k1, version, time.GetUtcNow()), CancellationToken.None);
        leases = new ScriptedLeases(record);
        opener = new KeyVersionOpener(store, material, time);
        cache = NewCache();
    }

    public async ValueTask DisposeAsync()
    {
        cache.Dispose();
        await silo.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_lease_is_asked_for_once_for_all_callers_and_again_when_it_is_over()
    {
        leases.Close();
        var uses = Enumerable.Range(0, 20).Select(_ => cache.UseAsync(Name).AsTask()).ToArray();
        leases.Open();
        foreach (var use in uses)
            (await use).Dispose();
        Assert.Equal(1, leases.Asked);

        time.Advance(TimeSpan.FromSeconds(4.9));
        (await cache.UseAsync(Name)).Dispose();
        Assert.Equal(1, leases.Asked);
        time.Advance(TimeSpan.FromSeconds(0.1));
        (await cache.UseAsync(Name)).Dispose();
        Assert.Equal(2, leases.Asked);
    }

    [Fact]
    public async Task Who_asks_while_another_activation_rotates_and_settles_is_answered_and_one_that_never_wins_is_told()
    {
        // Lost once to the new version, and once to the note that its event is durable.
        leases.Conflicts = 2;
        (await cache.UseAsync(Name)).Dispose();
        Assert.Equal(3, leases.Asked);

        time.Advance(TimeSpan.FromSeconds(5));
        leases.Conflicts = int.MaxValue;
        Assert.Equal(ErrorKind.Conflict, (await Assert.ThrowsAsync<DunesException>(async () => await cache.UseAsync(Name))).Kind);
    }

    [Fact]
    public async Task A_lease_counts_from_before_it_was_asked_for()
    {
        leases.Close();
        var use = cache.UseAsync(Name).AsTask();
        time.Advance(TimeSpan.FromSeconds(4));
        leases.Open();
        using (var got = await use)
            Assert.Equal(TimeSpan.FromSeconds(1), got.Remaining);
        time.Advance(TimeSpan.FromSeconds(1));
        (await cache.UseAsync(Name)).Dispose();
        Assert.Equal(2, leases.Asked);
    }

    [Fact]
    public async Task An_unknown_version_renews_the_lease_once()
    {
        (await cache.UseAsync(Name)).Dispose();
        leases.Record = leases.Record with { CurrentVersion = 3, Epoch = 2 };
        using (var use = await cache.UseAsync(Name, version: 3))
            Assert.Equal(3, use.Record.CurrentVersion);
        Assert.Equal(2, leases.Asked);
        using (var use = await cache.UseAsync(Name, version: 9))
            Assert.Equal("DUNES-KEY-003", (await Assert.ThrowsAsync<DunesException>(async () => await use.OpenAsync(9))).Code);
        Assert.Equal(3, leases.Asked);
    }

    [Fact]
    public async Task An_invalidation_waits_for_the_uses_that_run_and_no_use_of_the_old_record_begins_after_it()
    {
        var use = await cache.UseAsync(Name);
        var invalidation = cache.InvalidateAsync(Name, epoch: 2);
        Assert.False(invalidation.IsCompleted);

        leases.Record = leases.Record with { State = KeyState.Disabled, Epoch = 2 };
        using (var newer = await cache.UseAsync(Name))
            Assert.Equal(KeyState.Disabled, newer.Record.State);
        Assert.False(invalidation.IsCompleted);
        use.Dispose();
        await invalidation;
    }

    [Fact]
    public async Task A_lease_that_was_answered_before_a_change_and_comes_after_it_is_not_used()
    {
        leases.Close();
        var use = cache.UseAsync(Name).AsTask();
        await cache.InvalidateAsync(Name, epoch: 2);
        leases.Record = leases.Record with { State = KeyState.Disabled, Epoch = 2 };
        leases.Open();
        using var got = await use;
        Assert.Equal((2, KeyState.Disabled), (got.Record.Epoch, got.Record.State));
        Assert.Equal(2, leases.Asked);
    }

    [Fact]
    public async Task Sixty_four_callers_open_a_secret_once()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
        {
            using var use = await cache.UseAsync(Name);
            return await use.OpenAsync(1);
        }));
        Assert.Single(opened.Distinct());
        Assert.Equal(1, opener.Opened);
    }

    [Fact]
    public async Task An_idle_secret_is_wiped_and_one_in_use_is_not()
    {
        var (idle, busy) = (await OpenAsync(1), await cache.UseAsync(Name));
        var held = await busy.OpenAsync(2);
        time.Advance(KeyCache.Idle + TimeSpan.FromSeconds(1));
        cache.Sweep();
        AssertWiped(idle);
        Assert.NotEmpty(held.Secret.Sealing.Seal([1], []));

        busy.Dispose();
        AssertWiped(held);
        Assert.Equal(0, opener.Opened);
        Assert.Equal(1, (await OpenAsync(1)).Version);
    }

    [Fact]
    public async Task When_too_many_secrets_are_open_the_longest_unused_are_wiped()
    {
        leases.Record = leases.Record with { CurrentVersion = 3 };
        using var small = NewCache(maxOpened: 2);
        var opened = new List<OpenedVersion>();
        for (var version = 1; version <= 3; version++)
        {
            using var use = await small.UseAsync(Name);
            opened.Add(await use.OpenAsync(version));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        AssertWiped(opened[0]);
        Assert.NotEmpty(opened[2].Secret.Sealing.Seal([1], []));
        Assert.InRange(opener.Opened, 1, 2);
    }

    [Fact]
    public async Task A_secret_that_the_record_forbids_is_wiped_with_the_next_lease_and_with_an_invalidation()
    {
        var (first, second) = (await OpenAsync(1), await OpenAsync(2));
        leases.Record = leases.Record with { MinAvailableVersion = 2, Epoch = 2 };
        time.Advance(TimeSpan.FromSeconds(5));
        (await cache.UseAsync(Name)).Dispose();
        AssertWiped(first);
        Assert.NotEmpty(second.Secret.Sealing.Seal([1], []));
        await cache.InvalidateAsync(Name, epoch: 3);
        AssertWiped(second);
    }

    [Fact]
    public async Task A_missing_row_and_a_row_of_another_version_are_integrity_errors()
    {
        leases.Record = leases.Record with { CurrentVersion = 5 };
        using var use = await cache.UseAsync(Name);
        Assert.Equal("DUNES-KEY-103", (await Assert.ThrowsAsync<DunesException>(async () => await use.OpenAsync(5))).Code);
        await database.ExecuteAsync("DELETE FROM key_versions WHERE version = 2");
        await database.ExecuteAsync("UPDATE key_versions SET version = 2 WHERE version = 3");
        Assert.Equal("DUNES-KEY-101", (await Assert.ThrowsAsync<DunesException>(async () => await use.OpenAsync(2))).Code);
    }

    [Fact]
    public async Task Use_rotates_the_key_at_its_threshold_and_never_goes_beyond_it()
    {
        leases.Record = leases.Record with { CurrentVersion = 1, Spec = leases.Record.Spec with { Rotation = new(AfterOperations: 10) } };
        var versions = new List<int>();
        for (var i = 0; i < 25; i++)
        {
            using var use = await cache.ProtectAsync(Name, version: null, 1);
            versions.Add(use.Version.Version);
        }

        Assert.Equal([(1, 10), (2, 10), (3, 5)], versions.CountBy(version => version).Select(count => (count.Key, count.Value)));
        Assert.Equal(2, leases.Rotations);
    }

    [Fact]
    public async Task Silos_that_crash_never_do_more_than_the_limit()
    {
        leases.Record = leases.Record with { Spec = leases.Record.Spec with { Limits = new(MaxOperations: 500) } };
        var done = 0;
        for (var round = 0; round < 40; round++)
        {
            var silos = new[] { NewCache(), NewCache() };
            await Parallel.ForAsync(0, 30, TestContext.Current.CancellationToken, async (i, _) =>
            {
                try
                {
                    using var use = await silos[i % 2].ProtectAsync(Name, version: null, 1);
                    Interlocked.Increment(ref done);
                }
                catch (DunesException e) when (e.Code == "DUNES-KEY-033")
                {
                }
            });
        }

        Assert.InRange(done, 200, 500);
        var usage = await silo.Services.GetRequiredService<IKeyUsageStore>().ReadAsync(leases.Record.KeyId, 2, 2, CancellationToken.None);
        Assert.True(usage[2].Operations >= done);
    }

    [Fact]
    public async Task A_disabled_key_says_conflict_and_a_deleted_one_gone()
    {
        leases.Record = leases.Record with { State = KeyState.Disabled };
        Assert.Equal(ErrorKind.Conflict, (await Assert.ThrowsAsync<DunesException>(async () => await cache.ProtectAsync(Name, null, 1))).Kind);
        leases.Record = leases.Record with { State = KeyState.Destroyed };
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(ErrorKind.Gone, (await Assert.ThrowsAsync<DunesException>(async () => await cache.ProtectAsync(Name, null, 1))).Kind);
    }

    private static void AssertWiped(OpenedVersion version)
    {
        Assert.False(version.TryHold(0));
        Assert.Throws<ObjectDisposedException>(() => version.Secret.Sealing.Seal([1], []));
    }

    private KeyCache NewCache(int maxOpened = KeyCache.MaxOpened) => new(
        new KeyLeasing(leases.Grains, leases),
        opener,
        new KeyUsageCounter(silo.Services.GetRequiredService<IKeyUsageStore>(), new Sessions.CollectedEvents(), time),
        time,
        maxOpened);

    private async Task<OpenedVersion> OpenAsync(int version)
    {
        using var use = await cache.UseAsync(Name);
        return await use.OpenAsync(version);
    }
}
