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
        var added = await Task.WhenAll(records.Select(record => NewProcess().GetRequiredService<IRootKeyStore>().TryReplaceAsync([], [record], Cancellation)));

        var winner = records[Assert.Single(Enumerable.Range(0, 8), number => added[number])];
        Assert.Equal([winner], await ReadAsync());
    }

    [Fact]
    public async Task Of_changes_at_once_one_is_made()
    {
        var one = Record(1, 1);
        Assert.True(await ReplaceAsync([], one));
        var changes = Enumerable.Range(2, 8).Select(number => Record(2, (byte)number)).ToArray();
        var changed = await Task.WhenAll(changes.Select(record => NewProcess().GetRequiredService<IRootKeyStore>().TryReplaceAsync([one], [one, record], Cancellation)));
        Assert.Equal([one, changes[Assert.Single(Enumerable.Range(0, 8), number => changed[number])]], await ReadAsync());
    }

    [Fact]
    public async Task Versions_and_wraps_come_and_go_as_one_change()
    {
        Assert.Empty(await ReadAsync());
        var (one, two) = (Record(1, 1), Record(2, 2));
        Assert.True(await ReplaceAsync([], one));
        Assert.True(await ReplaceAsync([one], two, one));
        Assert.Equal([one, two], await ReadAsync());

        // Another wrap under the same provider and KEK, one wrap less, one more.
        var changed = two with { Wraps = [two.Wraps[0] with { Bytes = [9] }, new WrappedKey("aws-kms", "arn", [7])] };
        Assert.True(await ReplaceAsync([one, two], one, changed));
        Assert.Equal([one, changed], await ReadAsync());

        Assert.True(await ReplaceAsync([changed, one], changed));
        Assert.Equal([changed], await ReadAsync());
        Assert.Equal(2, await SqlAsync("SELECT count(*) FROM root_key_wraps"));
    }

    [Fact]
    public async Task Nothing_changes_when_the_store_holds_something_else_than_expected()
    {
        var (one, two) = (Record(1, 1), Record(2, 2));
        Assert.True(await ReplaceAsync([], one));
        RootKeyRecord[] others =
        [
            two,
            one with { ActiveFrom = Noon },
            one with { Wraps = [one.Wraps[0]] },
            one with { Wraps = [one.Wraps[0], one.Wraps[1] with { Bytes = [9] }] },
        ];
        Assert.False(await ReplaceAsync([], two));
        Assert.False(await ReplaceAsync([one, two], two));
        foreach (var other in others)
            Assert.False(await ReplaceAsync([other], two));
        Assert.Equal([one], await ReadAsync());
    }

    [Fact]
    public async Task A_version_whose_wraps_were_deleted_is_still_there()
    {
        Assert.True(await ReplaceAsync([], Record(1, 1)));
        await SqlAsync("DELETE FROM root_key_wraps");
        Assert.Empty(Assert.Single(await ReadAsync()).Wraps);
        Assert.False(await ReplaceAsync([], Record(1, 2)));
    }

    private Task<bool> ReplaceAsync(RootKeyRecord[] expected, params RootKeyRecord[] records) => Get<IRootKeyStore>().TryReplaceAsync(expected, records, Cancellation);

    private Task<IReadOnlyList<RootKeyRecord>> ReadAsync() => Get<IRootKeyStore>().ReadAsync(Cancellation);

    // Two wraps, of which the first names differ by record, so that only the version can collide.
    private static RootKeyRecord Record(int version, byte content) => new(
        version, Noon, Noon.AddSeconds(30), [new WrappedKey($"file-{content}", "kek", [content]), new WrappedKey($"hsm-{content}", "kek", [content, 1])]);
}
