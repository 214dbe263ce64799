using Dunes.Storage.Keys;
using Dunes.Storage.Tests.Databases;
using Dunes.Testing;

namespace Dunes.Storage.Tests.Keys;

public sealed class SqliteKeyIndexTests() : KeyIndexTests(new SqliteTestDatabase());

public sealed class PostgreSqlKeyIndexTests(PostgresServer server) : KeyIndexTests(new PostgreSqlTestDatabase(server));

public abstract class KeyIndexTests(ITestDatabase database) : StorageTest(database)
{
    [Fact]
    public async Task Pages_hold_every_key_of_the_tenant_once_in_the_order_of_bytes()
    {
        var index = Get<IKeyIndex>();

        // Names that a language's collation would order differently.
        var rows = Enumerable.Range(0, 25).Select(number => new KeyRow("mine", $"{(number % 2 == 0 ? "A" : "b")}-_.{number}", Guid.NewGuid())).ToArray();
        foreach (var row in rows)
            await index.AddAsync(row, Cancellation);
        await index.AddAsync(new KeyRow("theirs", "a", Guid.NewGuid()), Cancellation);

        var read = new List<KeyRow>();
        while (await index.ListAsync("mine", read.LastOrDefault()?.Name, 7, Cancellation) is { Count: > 0 } page)
            read.AddRange(page);

        Assert.Equal(rows.OrderBy(row => row.Name, StringComparer.Ordinal), read);
        Assert.Equal(["mine", "theirs"], await index.ReadTenantsAsync(Cancellation));
    }

    [Fact]
    public async Task A_name_that_is_given_to_another_key_has_its_id()
    {
        var index = Get<IKeyIndex>();
        var row = new KeyRow("mine", "a", Guid.NewGuid());
        await index.AddAsync(row, Cancellation);
        await index.AddAsync(row with { KeyId = Guid.NewGuid() }, Cancellation);
        await index.AddAsync(row, Cancellation);
        Assert.Equal(row, Assert.Single(await index.ListAsync("mine", null, 10, Cancellation)));
    }
}
