using System.Security.Cryptography;
using Dunes.Storage.Keys;
using Dunes.Storage.Tests.Databases;
using Dunes.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Storage.Tests.Keys;

public sealed class SqliteKeyVersionStoreTests() : KeyVersionStoreTests(new SqliteTestDatabase());

public sealed class PostgreSqlKeyVersionStoreTests(PostgresServer server) : KeyVersionStoreTests(new PostgreSqlTestDatabase(server));

public abstract class KeyVersionStoreTests(ITestDatabase database) : StorageTest(database)
{
    private static readonly Guid Key = new("00112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public async Task A_version_is_read_as_it_was_added()
    {
        var store = Get<IKeyVersionStore>();
        var rows = new[] { Row(Key, 1), Row(Key, 2) with { PublicKey = [1, 2, 3], Algorithm = "ML-DSA-65" } };
        foreach (var row in rows)
            Assert.True(await store.TryAddAsync(row, Cancellation));

        Assert.Equivalent(rows[0], await store.FindAsync(Key, 1, Cancellation), strict: true);
        Assert.Equivalent(rows, await store.ListAsync(Key, 1, 10, Cancellation), strict: true);
        Assert.Null(await store.FindAsync(Key, 3, Cancellation));
        Assert.Null(await store.FindAsync(Guid.NewGuid(), 1, Cancellation));
    }

    [Fact]
    public async Task Of_those_who_add_the_same_version_at_once_one_is_told_yes_and_all_read_what_it_added()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => NewProcess().GetRequiredService<IKeyVersionStore>()).ToArray();
        for (var version = 1; version <= 10; version++)
        {
            var rows = stores.Select(_ => Row(Key, version)).ToArray();
            var added = await Task.WhenAll(stores.Select((store, i) => store.TryAddAsync(rows[i], Cancellation)));
            var winner = rows[Assert.Single(Enumerable.Range(0, stores.Length), i => added[i])];
            foreach (var store in stores)
                Assert.Equivalent(winner, await store.FindAsync(Key, version, Cancellation), strict: true);
        }
    }

    [Fact]
    public async Task Ten_thousand_versions_are_listed_in_order_page_by_page_and_deleted_by_range()
    {
        var store = Get<IKeyVersionStore>();
        await Parallel.ForEachAsync(Enumerable.Range(1, 10_000), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancellation }, async (version, token) =>
            Assert.True(await store.TryAddAsync(Row(Key, version), token)));

        var read = new List<int>();
        while (await store.ListAsync(Key, read.LastOrDefault() + 1, 1000, Cancellation) is { Count: > 0 } page)
            read.AddRange(page.Select(row => row.Version));
        Assert.Equal(Enumerable.Range(1, 10_000), read);
        Assert.Equal(9_999, (await store.FindAsync(Key, 9_999, Cancellation))!.Version);

        await store.DeleteAsync(Key, 2, 9_998, Cancellation);
        Assert.Equal([1, 9_999, 10_000], (await store.ListAsync(Key, 1, 10, Cancellation)).Select(row => row.Version));
        await store.DeleteAsync(Key, 2, 9_998, Cancellation);
    }

    [Fact]
    public async Task A_scan_meets_every_row_of_every_key_once()
    {
        var store = Get<IKeyVersionStore>();
        var rows = Enumerable.Range(0, 40).Select(_ => Guid.NewGuid()).SelectMany(key => Enumerable.Range(1, 3).Select(version => Row(key, version))).ToArray();
        foreach (var row in rows)
            await store.TryAddAsync(row, Cancellation);

        var read = new List<(Guid KeyId, int Version)>();
        while (await store.ScanAsync(read.LastOrDefault().KeyId, read.LastOrDefault().Version, 7, Cancellation) is { Count: > 0 } page)
            read.AddRange(page.Select(row => (row.KeyId, row.Version)));
        Assert.Equal(rows.Length, read.Count);
        Assert.Equal(rows.Select(row => (row.KeyId, row.Version)).ToHashSet(), read.ToHashSet());
    }

    [Fact]
    public async Task A_new_wrap_takes_the_place_of_the_one_it_was_made_from_and_of_no_other()
    {
        var store = Get<IKeyVersionStore>();
        var row = Row(Key, 1);
        await store.TryAddAsync(row, Cancellation);
        Assert.True(await store.TryRewrapAsync(row, [1], Cancellation));
        Assert.False(await store.TryRewrapAsync(row, [2], Cancellation));
        Assert.Equivalent(row with { Wrapped = [1] }, await store.FindAsync(Key, 1, Cancellation), strict: true);

        await store.DeleteAsync(Key, 1, 1, Cancellation);
        Assert.False(await store.TryRewrapAsync(row with { Wrapped = [1] }, [3], Cancellation));
        Assert.Null(await store.FindAsync(Key, 1, Cancellation));
    }

    private static KeyVersionRow Row(Guid key, int version) => new(key, version, "DC2K-1", Noon.AddSeconds(version), null, RandomNumberGenerator.GetBytes(40));
}
