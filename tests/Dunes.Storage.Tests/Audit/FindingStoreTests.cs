using Dunes.Storage.Audit;
using Dunes.Storage.Tests.Databases;
using Dunes.Testing;

namespace Dunes.Storage.Tests.Audit;

public sealed class SqliteFindingStoreTests() : FindingStoreTests(new SqliteTestDatabase());

public sealed class PostgreSqlFindingStoreTests(PostgresServer server) : FindingStoreTests(new PostgreSqlTestDatabase(server));

public abstract class FindingStoreTests(ITestDatabase database) : StorageTest(database)
{
    [Fact]
    public async Task Findings_open_close_and_open_again()
    {
        var store = Get<IFindingStore>();
        await store.ReplaceOpenAsync("verify/a", [Finding("a1", 5), Finding("a2", 3), Finding("a2", 3)], Noon, Cancellation);
        await store.ReplaceOpenAsync("verify/b", [Finding("b1", 5)], Noon, Cancellation);
        Assert.Equal(new Dictionary<int, long> { [3] = 1, [5] = 2 }, await store.CountOpenAsync(Cancellation));

        await store.ReplaceOpenAsync("verify/a", [Finding("a2", 4)], Noon.AddHours(1), Cancellation);
        Assert.Equal(new Dictionary<int, long> { [4] = 1, [5] = 1 }, await store.CountOpenAsync(Cancellation));

        await store.ReplaceOpenAsync("verify/a", [], Noon.AddHours(2), Cancellation);
        await store.ReplaceOpenAsync("verify/b", [], Noon.AddHours(2), Cancellation);
        Assert.Empty(await store.CountOpenAsync(Cancellation));

        // Found again: open, and known since it was first found.
        await store.ReplaceOpenAsync("verify/a", [Finding("a1", 5) with { FoundAt = Noon.AddHours(3) }], Noon.AddHours(3), Cancellation);
        Assert.Equal(new Dictionary<int, long> { [5] = 1 }, await store.CountOpenAsync(Cancellation));
        Assert.Equal(Noon.ToUnixTimeMilliseconds(), await SqlAsync("SELECT found_at FROM findings WHERE closed_at IS NULL"));
    }

    private static Finding Finding(string fingerprint, int severity) => new(fingerprint, severity, "title", "contexts.verify", Noon);
}
