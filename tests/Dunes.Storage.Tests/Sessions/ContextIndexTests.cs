using Dunes.Abstractions.Errors;
using Dunes.Storage.Sessions;
using Dunes.Storage.Tests.Databases;
using Dunes.Testing;

namespace Dunes.Storage.Tests.Sessions;

public sealed class SqliteContextIndexTests() : ContextIndexTests(new SqliteTestDatabase());

public sealed class PostgreSqlContextIndexTests(PostgresServer server) : ContextIndexTests(new PostgreSqlTestDatabase(server));

public abstract class ContextIndexTests(ITestDatabase database) : StorageTest(database)
{
    [Fact]
    public async Task Pages_hold_every_context_of_the_tenant_once_newest_first()
    {
        var index = Get<IContextIndex>();

        // Several in the same millisecond, and ids that a language's collation would order differently from their bytes.
        var rows = Enumerable.Range(0, 25).Select(number => new ContextRow($"{(number % 2 == 0 ? "A" : "b")}-{number}", "mine", Noon.AddMilliseconds(number / 4))).ToArray();
        foreach (var row in rows)
            await index.AddAsync(row, Cancellation);
        await index.AddAsync(new ContextRow("other", "theirs", Noon), Cancellation);

        var read = new List<ContextRow>();
        string? cursor = null;
        do
        {
            var (page, next) = await index.ListAsync("mine", cursor, 5, Cancellation);
            Assert.Equal(5, page.Count);
            read.AddRange(page);
            cursor = next;
        }
        while (cursor is not null);

        Assert.Equal(rows.OrderByDescending(row => row.OpenedAt).ThenByDescending(row => row.ContextId, StringComparer.Ordinal), read);
    }

    [Fact]
    public async Task Adding_again_changes_nothing()
    {
        var index = Get<IContextIndex>();
        await index.AddAsync(new ContextRow("a", "mine", Noon), Cancellation);
        await index.AddAsync(new ContextRow("a", "theirs", Noon.AddDays(1)), Cancellation);
        Assert.Equal(new ContextRow("a", "mine", Noon), await index.FindAsync("a", Cancellation));
        Assert.Null(await index.FindAsync("b", Cancellation));
    }

    [Theory]
    [InlineData("?")]
    [InlineData("bm8gY29sb24")]
    [InlineData("eDp5")]
    public async Task A_strange_cursor_is_refused(string cursor)
    {
        var exception = await Assert.ThrowsAsync<DunesException>(() => Get<IContextIndex>().ListAsync("mine", cursor, 5, Cancellation));
        Assert.Equal("DUNES-STORE-004", exception.Code);
        Assert.Equal(ErrorKind.Invalid, exception.Kind);
    }
}
