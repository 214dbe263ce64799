using Dunes.Storage.Keys;
using Dunes.Storage.Tests.Databases;
using Dunes.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Storage.Tests.Keys;

public sealed class SqliteKeyUsageStoreTests() : KeyUsageStoreTests(new SqliteTestDatabase());

public sealed class PostgreSqlKeyUsageStoreTests(PostgresServer server) : KeyUsageStoreTests(new PostgreSqlTestDatabase(server));

public abstract class KeyUsageStoreTests(ITestDatabase database) : StorageTest(database)
{
    private static readonly Guid Key = Guid.NewGuid();

    [Fact]
    public async Task Processes_that_count_at_once_lose_nothing_and_each_sees_another_total()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => NewProcess().GetRequiredService<IKeyUsageStore>()).ToArray();
        var totals = (await Task.WhenAll(stores.Select(CountAsync))).SelectMany(counted => counted).ToArray();

        Assert.Equal(Enumerable.Range(1, 200).Select(n => new KeyUsage(n * 16, n * 1000)), totals.OrderBy(total => total.Operations));
        Assert.Equal(new KeyUsage(3200, 200_000), (await Get<IKeyUsageStore>().ReadAsync(Key, 1, 10, Cancellation))[3]);

        static async Task<List<KeyUsage>> CountAsync(IKeyUsageStore store)
        {
            var counted = new List<KeyUsage>();
            for (var i = 0; i < 25; i++)
                counted.Add(await store.AddAsync(Key, 3, 16, 1000, Cancellation));
            return counted;
        }
    }

    [Fact]
    public async Task Versions_and_keys_are_counted_apart()
    {
        var store = Get<IKeyUsageStore>();
        Assert.Empty(await store.ReadAsync(Key, 1, int.MaxValue, Cancellation));
        Assert.Equal(new KeyUsage(1, 10), await store.AddAsync(Key, 1, 1, 10, Cancellation));
        Assert.Equal(new KeyUsage(2, 20), await store.AddAsync(Key, 2, 2, 20, Cancellation));
        Assert.Equal(new KeyUsage(4, 40), await store.AddAsync(Key, 4, 4, 40, Cancellation));
        await store.AddAsync(Guid.NewGuid(), 2, 9, 9, Cancellation);

        Assert.Equal(
            new Dictionary<int, KeyUsage> { [2] = new(2, 20), [4] = new(4, 40) }, await store.ReadAsync(Key, 2, 4, Cancellation));
        Assert.Equal(new KeyUsage(2, 20), (await store.ReadAsync(Key, 2, 2, Cancellation))[2]);
    }

    [Fact]
    public async Task A_count_stays_at_the_end_of_its_range()
    {
        var store = Get<IKeyUsageStore>();
        await store.AddAsync(Key, 1, long.MaxValue - 1, long.MaxValue, Cancellation);
        Assert.Equal(new KeyUsage(long.MaxValue, long.MaxValue), await store.AddAsync(Key, 1, 5, 5, Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.AddAsync(Key, 1, -1, 0, Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.AddAsync(Key, 1, 0, -1, Cancellation));
    }
}
