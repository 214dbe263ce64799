using System.Security.Cryptography;
using Dunes.Cryptography.RootKeys;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.Tests.RootKeys;

public sealed class RootKeyChangesTests : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder folder = new();
    private readonly MemoryRootKeyStore store = new();
    private readonly SettableTime time = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_new_version_seals_in_every_process_from_the_same_instant_and_never_before_a_process_has_it()
    {
        var provider = Provider("one");
        var (first, second) = (Loader(provider), Loader(provider));
        using var ringOne = await first.LoadOrCreateAsync(default);
        using var ringTwo = await second.LoadOrCreateAsync(default);
        var old = ringOne.Seal("old"u8, []);

        var made = await Changes(provider).RotateAsync(1, Delay, default);
        Assert.Equal((2, time.Now + Delay), (made.Version, made.ActiveFrom));
        await first.RefreshAsync(ringOne, default);
        await second.RefreshAsync(ringTwo, default);
        Assert.Equal([1, 2], ringOne.Versions);
        Assert.Equal((1, 1), (ringOne.CurrentVersion, ringTwo.CurrentVersion));

        time.Now += Delay;
        Assert.Equal((2, 2), (ringOne.CurrentVersion, ringTwo.CurrentVersion));
        Assert.Equal("new"u8.ToArray(), ringTwo.Open(ringOne.Seal("new"u8, []), []));
        Assert.Equal("old"u8.ToArray(), ringTwo.Open(old, []));

        // A clock that goes back before everything: the oldest is known to all.
        time.Now -= TimeSpan.FromDays(1);
        Assert.Equal(1, ringOne.CurrentVersion);
    }

    [Fact]
    public async Task A_version_is_made_once_however_many_ask()
    {
        var provider = Provider("one");
        (await Loader(provider).LoadOrCreateAsync(default)).Dispose();
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => CodeAsync(() => Changes(provider).RotateAsync(1, Delay, default)))));
        Assert.Equal(7, results.Count(code => code == "DUNES-ROOT-010"));
        Assert.Equal([1, 2], store.Records.Keys.Order());
    }

    [Fact]
    public async Task After_a_rewrap_the_new_kek_alone_opens_every_version()
    {
        var (one, two) = (Provider("one"), Provider("two"));
        using var ring = await Loader(one, two).LoadOrCreateAsync(default);
        await Changes(one, two).RotateAsync(1, TimeSpan.Zero, default);
        var message = ring.Seal("p"u8, []);

        // The file of the first is exchanged: its wraps are worthless, the second carries it over.
        File.Delete(folder.File("one"));
        var renewed = Provider("one");
        await Changes(renewed, two).RewrapAsync(default);
        using var byOne = await Loader(renewed).LoadOrCreateAsync(default);
        Assert.Equal("p"u8.ToArray(), byOne.Open(message, []));
        Assert.Equal(2, byOne.CurrentVersion);
        Assert.All(store.Records.Values, record => Assert.Equal(2, record.Wraps.Count));
    }

    [Fact]
    public async Task A_rewrap_keeps_the_old_wraps_of_a_provider_that_does_not_work_and_of_one_that_garbles()
    {
        var (one, two, three) = (Provider("one"), Provider("two"), Provider("three"));
        (await Loader(one, two, three).LoadOrCreateAsync(default)).Dispose();
        var before = store.Records[1].Wraps.ToDictionary(wrap => wrap.ProviderId);
        two.Failure = new IOException("gone");
        three.Garbles = true;
        await Changes(one, two, three).RewrapAsync(default);
        var after = store.Records[1].Wraps.ToDictionary(wrap => wrap.ProviderId);
        Assert.NotEqual(before["one"], after["one"]);
        Assert.Equal((before["two"], before["three"]), (after["two"], after["three"]));

        one.Garbles = true;
        Assert.Equal("DUNES-ROOT-013", await CodeAsync(() => Changes(one, two, three).RewrapAsync(default)));
        one.Failure = three.Failure = two.Failure;
        Assert.Equal("DUNES-ROOT-001", await CodeAsync(() => Changes(one, two, three).RewrapAsync(default)));
    }

    [Fact]
    public async Task A_provider_is_added_to_every_version_and_then_enough_alone()
    {
        var (one, two) = (Provider("one"), Provider("two"));
        using var ring = await Loader(one).LoadOrCreateAsync(default);
        await Changes(one).RotateAsync(1, Delay, default);
        Assert.Equal("DUNES-ROOT-011", await CodeAsync(() => Changes(one).AddProviderAsync("two", default)));
        two.Failure = new IOException("pin 123456");
        Assert.Equal("DUNES-ROOT-013", await CodeAsync(() => Changes(one, two).AddProviderAsync("two", default)));
        two.Failure = null;
        await Changes(one, two).AddProviderAsync("two", default);
        using var byTwo = await Loader(two).LoadOrCreateAsync(default);
        Assert.Equal([1, 2], byTwo.Versions);
        Assert.Equal("p"u8.ToArray(), byTwo.Open(ring.Seal("p"u8, []), []));
    }

    [Fact]
    public async Task A_provider_is_removed_only_while_others_open_every_version()
    {
        var (one, two) = (Provider("one"), Provider("two"));
        (await Loader(one, two).LoadOrCreateAsync(default)).Dispose();
        await Changes(one).RotateAsync(1, Delay, default);
        Assert.Equal("DUNES-ROOT-011", await CodeAsync(() => Changes(one, two).RemoveProviderAsync("three", default)));

        // The newest version has only the wrap of the first.
        Assert.Equal("DUNES-ROOT-012", await CodeAsync(() => Changes(one, two).RemoveProviderAsync("one", default)));
        await Changes(one, two).AddProviderAsync("two", default);
        two.Failure = new IOException("gone");
        Assert.Equal("DUNES-ROOT-012", await CodeAsync(() => Changes(one, two).RemoveProviderAsync("one", default)));
        two.Failure = null;
        await Changes(one, two).RemoveProviderAsync("one", default);
        Assert.All(store.Records.Values, record => Assert.Equal("two", Assert.Single(record.Wraps).ProviderId));
        Assert.Equal("DUNES-ROOT-012", await CodeAsync(() => Changes(one, two).RemoveProviderAsync("two", default)));
    }

    [Fact]
    public async Task A_destroyed_version_is_gone_from_store_and_rings_and_the_newest_cannot_be_destroyed()
    {
        var provider = Provider("one");
        var loader = Loader(provider);
        using var ring = await loader.LoadOrCreateAsync(default);
        var message = ring.Seal("p"u8, []);
        Assert.Equal("DUNES-ROOT-015", await CodeAsync(() => Changes(provider).DestroyAsync(1, default)));
        await Changes(provider).RotateAsync(1, TimeSpan.Zero, default);
        Assert.Equal("DUNES-ROOT-014", await CodeAsync(() => Changes(provider).DestroyAsync(3, default)));
        await Changes(provider).DestroyAsync(1, default);
        Assert.Equal("p"u8.ToArray(), ring.Open(message, []));
        await loader.RefreshAsync(ring, default);
        Assert.Equal([2], ring.Versions);
        Assert.Throws<SealingException>(() => ring.Open(message, []));
        await Changes(provider).RotateAsync(2, TimeSpan.Zero, default);
        Assert.Equal([2, 3], store.Records.Keys.Order());
    }

    [Fact]
    public async Task A_ring_is_used_by_many_threads_while_versions_come_and_go()
    {
        var provider = Provider("one");
        var loader = Loader(provider);
        using var ring = await loader.LoadOrCreateAsync(default);
        var wrong = 0;
        using var stop = new CancellationTokenSource();

        // Threads of their own: what changes the ring needs those of the pool.
        var users = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() =>
        {
            var plaintext = RandomNumberGenerator.GetBytes(100);
            while (!stop.IsCancellationRequested)
            {
                if (!ring.Open(ring.Seal(plaintext, "a"u8), "a"u8).AsSpan().SequenceEqual(plaintext))
                    Interlocked.Increment(ref wrong);
            }
        }, TaskCreationOptions.LongRunning)).ToList();
        for (var version = 1; version <= 20; version++)
        {
            await Changes(provider).RotateAsync(version, TimeSpan.Zero, default);
            await loader.RefreshAsync(ring, default);
        }

        await stop.CancelAsync();
        await Task.WhenAll(users);
        Assert.Equal((0, 21), (wrong, ring.CurrentVersion));
    }

    [Fact]
    public async Task A_version_of_another_cluster_opens_where_a_provider_of_this_one_has_wrapped_it()
    {
        var (one, two) = (Provider("one"), Provider("two"));
        var other = new MemoryRootKeyStore();
        using var foreign = await new RootKeyLoader(other, [one], time).LoadOrCreateAsync(default);
        var message = foreign.Seal("p"u8, []);

        using var opened = await Loader(two, one).OpenForeignAsync(other.Records[1], default);
        Assert.Equal("p"u8.ToArray(), opened.Open(message, []));
        Assert.Equal("DUNES-ROOT-001", await CodeAsync(() => Loader(two).OpenForeignAsync(other.Records[1], default)));
        Assert.Empty(store.Records);
    }

    private static async Task<string?> CodeAsync(Func<Task> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (RootKeyException e)
        {
            Assert.DoesNotContain("123456", e.ToString());
            return e.Code;
        }
    }

    private RootKeyLoader Loader(params IKekProvider[] providers) => new(store, providers, time);

    private RootKeyChanges Changes(params IKekProvider[] providers) => new(store, providers, time);

    private NamedKekProvider Provider(string name)
    {
        FileKekProvider.CreateIfAbsent(folder.File(name));
        return new NamedKekProvider(name, folder.File(name));
    }

    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
