using System.Security.Cryptography;
using Dunes.Cryptography.RootKeys;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.Tests.RootKeys;

public sealed class RootKeyRingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MemoryRootKeyStore store = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Makes_version_1_and_finds_it_again()
    {
        var provider = Provider("one");
        var before = TimeProvider.System.GetUtcNow();
        using var first = await LoadAsync(provider);
        Assert.Equal(1, first.CurrentVersion);
        using var second = await LoadAsync(provider);
        Assert.Equal("p"u8.ToArray(), second.Open(first.Seal("p"u8, "a"u8), "a"u8));
        Assert.Equal("p"u8.ToArray(), second.Unwrap(first.Wrap("p"u8, "a"u8), "a"u8));
        Assert.InRange(Assert.Single(store.Records).Value.CreatedAt, before.AddSeconds(-1), TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Headers_carry_the_fixed_key_id_and_the_version()
    {
        using var ring = await LoadAsync(Provider("one"));
        foreach (var message in (byte[][])[ring.Seal([], []), ring.Wrap([], [])])
        {
            Assert.True(SealedHeader.TryRead(message, out var header));
            Assert.Equal((1, new Guid("64756e65-7300-8000-8000-000063726b31")), (header.Version, header.KeyId));
        }
    }

    [Fact]
    public async Task Sealed_and_wrapped_are_different_and_both_are_bound()
    {
        using var ring = await LoadAsync(Provider("one"));
        Assert.Equal("DUNES-SEAL-002", Code(() => ring.Open(ring.Wrap("p"u8, []), [])));
        Assert.Equal("DUNES-SEAL-002", Code(() => ring.Unwrap(ring.Seal("p"u8, []), [])));
        Assert.Equal("DUNES-SEAL-002", Code(() => ring.Open(ring.Seal("p"u8, "a"u8), "b"u8)));
        Assert.Equal("DUNES-SEAL-002", Code(() => ring.Unwrap(ring.Wrap("p"u8, "a"u8), "b"u8)));
        Assert.Equal("DUNES-SEAL-001", Code(() => ring.Open("noise"u8, [])));
    }

    [Fact]
    public async Task Many_processes_that_start_at_once_end_with_one_root_key()
    {
        var provider = Provider("one");
        using var together = new Barrier(8);
        store.AfterRead = () =>
        {
            if (store.Records.IsEmpty)
                together.SignalAndWait(TimeSpan.FromSeconds(10));
            return Task.CompletedTask;
        };
        var rings = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(() => LoadAsync(provider), TaskCreationOptions.LongRunning).Unwrap()));
        Assert.Single(store.Records);
        foreach (var ring in rings)
            Assert.All(rings, other => Assert.Equal("p"u8.ToArray(), other.Open(ring.Seal("p"u8, []), [])));
        Array.ForEach(rings, ring => ring.Dispose());
    }

    [Fact]
    public async Task Any_one_provider_opens_what_all_wrapped()
    {
        var (one, two) = (Provider("one"), Provider("two"));
        using var both = await LoadAsync(one, two);
        var message = both.Seal("p"u8, []);
        using var onlyOne = await LoadAsync(one);
        using var onlyTwo = await LoadAsync(two);
        one.Failure = new IOException("gone");
        using var oneBroken = await LoadAsync(one, two);
        Assert.All([onlyOne, onlyTwo, oneBroken], ring => Assert.Equal("p"u8.ToArray(), ring.Open(message, [])));
    }

    [Fact]
    public async Task When_none_opens_the_error_names_each_and_why_but_quotes_no_foreign_text()
    {
        var (one, two, three) = (Provider("one"), Provider("two"), Provider("three"));
        (await LoadAsync(one, two)).Dispose();
        File.Delete(folder.File("one"));
        two.Failure = new InvalidOperationException("pin 123456");
        var error = await Assert.ThrowsAsync<RootKeyException>(() => LoadAsync(one, two, three));
        Assert.Equal("DUNES-ROOT-001", error.Code);
        Assert.Contains("one: DUNES-ROOT-002", error.Message);
        Assert.Contains("two: InvalidOperationException", error.Message);
        Assert.Contains("three: has not wrapped it", error.Message);
        Assert.DoesNotContain("123456", error.ToString());
        Assert.Single(store.Records);
    }

    [Fact]
    public async Task A_new_root_key_is_wrapped_by_every_provider_that_works_and_none_is_made_when_none_does()
    {
        var (one, two, three) = (Provider("one"), Provider("two"), Provider("three"));
        two.Failure = new InvalidOperationException("pin 123456");
        three.Garbles = true;
        var error = await Assert.ThrowsAsync<RootKeyException>(() => LoadAsync(two, three));
        Assert.Equal("DUNES-ROOT-007", error.Code);
        Assert.Contains("two: InvalidOperationException; three: does not open what it wrapped", error.Message);
        Assert.DoesNotContain("123456", error.ToString());
        Assert.Empty(store.Records);
        Assert.Equal("DUNES-ROOT-007", (await Assert.ThrowsAsync<RootKeyException>(() => LoadAsync())).Code);

        var loader = new RootKeyLoader(store, [one, two, three], TimeProvider.System);
        (await loader.LoadOrCreateAsync(CancellationToken.None)).Dispose();
        Assert.Equal("one", Assert.Single(Assert.Single(store.Records).Value.Wraps).ProviderId);
        Assert.Equal(
            [new("one", true, null), new("two", false, "InvalidOperationException"), new("three", false, "does not open what it wrapped")],
            loader.Providers);
    }

    [Fact]
    public async Task A_provider_that_makes_keys_itself_makes_the_root_key_and_the_others_wrap_the_same()
    {
        FileKekProvider.CreateIfAbsent(folder.File("hsm"));
        var (one, hsm) = (Provider("one"), new GeneratingKekProvider("hsm", folder.File("hsm")));
        using var ring = await LoadAsync(one, hsm);
        var message = ring.Seal("p"u8, []);
        Assert.Equal(SealingKey.RootSize, hsm.Generated!.Length);
        using var made = SealingKey.FromRoot(hsm.Generated, RootKeyRing.KeyId, 1);
        Assert.Equal("p"u8.ToArray(), made.Open(message, []));
        using var byOne = await LoadAsync(one);
        Assert.Equal("p"u8.ToArray(), byOne.Open(message, []));

        hsm.Fails = true;
        store.Records.Clear();
        (await LoadAsync(one, hsm)).Dispose();
        Assert.Equal(["hsm", "one"], Assert.Single(store.Records).Value.Wraps.Select(wrap => wrap.ProviderId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_newer_version_seals_and_older_ones_still_open()
    {
        var provider = Provider("one");
        using var before = await LoadAsync(provider);
        var old = before.Seal("old"u8, []);
        var oldWrap = before.Wrap("old"u8, []);
        var wrap = await provider.WrapAsync(RandomNumberGenerator.GetBytes(256), "dunes-cluster/crk/v2", default);
        store.Records[2] = new RootKeyRecord(2, TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow(), [wrap]);

        using var after = await LoadAsync(provider);
        Assert.Equal(2, after.CurrentVersion);
        Assert.Equal("old"u8.ToArray(), after.Open(old, []));
        Assert.Equal("old"u8.ToArray(), after.Unwrap(oldWrap, []));
        var message = after.Seal("new"u8, []);
        Assert.True(SealedHeader.TryRead(message, out var header));
        Assert.Equal(2, header.Version);
        Assert.Equal("new"u8.ToArray(), after.Open(message, []));
        Assert.Equal("DUNES-SEAL-002", Code(() => before.Open(message, [])));
    }

    [Fact]
    public async Task A_wrap_moved_to_another_version_or_of_wrong_size_does_not_open()
    {
        var provider = Provider("one");
        (await LoadAsync(provider)).Dispose();
        store.Records[2] = store.Records[1] with { Version = 2 };
        Assert.Equal("DUNES-ROOT-001", (await Assert.ThrowsAsync<RootKeyException>(() => LoadAsync(provider))).Code);

        store.Records.Clear();
        store.Records[1] = new RootKeyRecord(1, default, default, [await provider.WrapAsync(new byte[32], "dunes-cluster/crk/v1", default)]);
        Assert.Equal("DUNES-ROOT-001", (await Assert.ThrowsAsync<RootKeyException>(() => LoadAsync(provider))).Code);
    }

    [Fact]
    public async Task A_disposed_ring_refuses_everything()
    {
        var ring = await LoadAsync(Provider("one"));
        var message = ring.Seal([], []);
        ring.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ring.Seal([], []));
        Assert.Throws<ObjectDisposedException>(() => ring.Open(message, []));
    }

    private static string Code(Action action) => Assert.Throws<SealingException>(action).Code;

    private NamedKekProvider Provider(string name)
    {
        FileKekProvider.CreateIfAbsent(folder.File(name));
        return new NamedKekProvider(name, folder.File(name));
    }

    private Task<RootKeyRing> LoadAsync(params IKekProvider[] providers) =>
        new RootKeyLoader(store, providers, TimeProvider.System).LoadOrCreateAsync(CancellationToken.None);
}
