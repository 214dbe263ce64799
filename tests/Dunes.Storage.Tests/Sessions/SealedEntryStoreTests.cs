using System.Security.Cryptography;
using Dunes.Storage.Sessions;
using Dunes.Storage.Tests.Databases;
using Dunes.Testing;

namespace Dunes.Storage.Tests.Sessions;

public sealed class SqliteSealedEntryStoreTests() : SealedEntryStoreTests(new SqliteTestDatabase());

public sealed class PostgreSqlSealedEntryStoreTests(PostgresServer server) : SealedEntryStoreTests(new PostgreSqlTestDatabase(server));

public abstract class SealedEntryStoreTests(ITestDatabase database) : StorageTest(database)
{
    private ISealedEntryStore Store => Get<ISealedEntryStore>();

    [Fact]
    public async Task A_pass_gives_every_older_entry_of_the_tenant_once_and_in_order()
    {
        await WriteAsync("acme", "b", 1, 1, 2, 3);
        await WriteAsync("acme", "a", 2, 1, 3);
        await WriteAsync("other", "c", 1, 1);
        Assert.Equal(5, await Store.CountAsync("acme", 3, Cancellation));
        Assert.Equal(0, await Store.CountAsync("acme", 1, Cancellation));
        Assert.Equal(2, await Store.CountAsync("other", 3, Cancellation));

        var found = new List<string>();
        EntryPosition? position = null;
        while (await Store.ScanAsync("acme", 3, position, 2, Cancellation) is { Count: > 0 } page)
        {
            found.AddRange(page.Select(entry => $"{entry.KeyVersion} {entry.ContextId}{entry.Seq}"));
            position = EntryPosition.Parse(EntryPosition.Of(page[^1]).ToString());
        }

        Assert.Equal(["1 a1", "1 b0", "1 b1", "2 a0", "2 b2"], found);
    }

    [Fact]
    public async Task An_entry_is_replaced_only_where_it_is_still_as_it_was_read()
    {
        await WriteAsync("acme", "a", 1, 1, 1);
        var old = await Store.ScanAsync("acme", 2, null, 10, Cancellation);
        var next = old.Select(entry => (entry, entry with { Sealed = RandomNumberGenerator.GetBytes(20), KeyVersion = 2 })).ToList();
        Assert.Equal(0, await Store.ReplaceAsync([.. next.Select(pair => (pair.entry with { Sealed = [1] }, pair.Item2))], Cancellation));
        Assert.Equal(0, await Store.ReplaceAsync([.. next.Select(pair => (pair.entry with { KeyVersion = 3 }, pair.Item2))], Cancellation));
        Assert.Equal(0, await Store.ReplaceAsync([.. next.Select(pair => (pair.entry with { LeafHash = new byte[32] }, pair.Item2))], Cancellation));
        Assert.Equal(2, await Store.ReplaceAsync(next[..2], Cancellation));
        Assert.Equal(1, await Store.ReplaceAsync(next, Cancellation));
        Assert.Equal(0, await Store.ReplaceAsync(next, Cancellation));

        Assert.Empty(await Store.ScanAsync("acme", 2, null, 10, Cancellation));
        Assert.Equivalent(next.Select(pair => pair.Item2), await Get<ISessionJournal>().ReadAsync("a", 0, 10, Cancellation), strict: true);
    }

    private async Task WriteAsync(string tenant, string context, params int[] versions)
    {
        await Get<IContextIndex>().AddAsync(new ContextRow(context, tenant, Noon), Cancellation);
        for (var seq = 0; seq < versions.Length; seq++)
        {
            await Get<ISessionJournal>().AppendAsync(new JournalEntry(
                context, seq, RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(30), versions[seq], Noon, "exchange"));
        }
    }
}
