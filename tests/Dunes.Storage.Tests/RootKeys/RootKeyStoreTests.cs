using Dunes.Cryptography.RootKeys;
using Dunes.Storage.Tests.Databases;
using Dunes.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Storage.Tests.RootKeys;

public sealed class SqliteRootKeyStoreTests() : RootKeyStoreTests(new SqliteTestDatabase());

public sealed class PostgreSqlRootKeyStoreTests(PostgresServer server) : RootKeyStoreTests(new PostgreSqlTestDatabase(server));

public abstract class RootKeyStoreTests(ITestDatabase database) : StorageTest(database)
{
    [Fact]
    public async Task Of_first_starts_at_once_one_makes_the_key()
    {
        var records = Enumerable.Range(0, 8).Select(number => Record(1, (byte)number)).ToArray();
        var added = await Task.WhenAll(records.Select(record => NewProcess().GetRequiredService<IRootKeyStore>().TryAddAsync(record, Cancellation)));

        var winner = records[Assert.Single(Enumerable.Range(0, 8), number => added[number])];
        var stored = Assert.Single(await Get<IRootKeyStore>().ReadAsync(Cancellation));
        Assert.Equivalent(winner, stored, strict: true);
    }

    [Fact]
    public async Task Versions_are_added_beside_each_other()
    {
        var store = Get<IRootKeyStore>();
        Assert.Empty(await store.ReadAsync(Cancellation));
        Assert.True(await store.TryAddAsync(Record(1, 1), Cancellation));
        Assert.True(await store.TryAddAsync(Record(2, 2), Cancellation));
        Assert.False(await store.TryAddAsync(Record(2, 3), Cancellation));
        Assert.Equivalent(new[] { Record(1, 1), Record(2, 2) }, (await store.ReadAsync(Cancellation)).OrderBy(record => record.Version), strict: true);
    }

    // Two wraps, of which the first names differ by record, so that only the version can collide.
    private static RootKeyRecord Record(int version, byte content) =>
        new(version, Noon, [new WrappedKey($"file-{content}", "kek", [content]), new WrappedKey($"hsm-{content}", "kek", [content, 1])]);
}
