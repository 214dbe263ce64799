using System.Buffers.Binary;
using Dapper;
using Dunes.Storage.Databases;
using Dunes.Storage.RootKeys;
using Dunes.Storage.Tests.Databases;
using Dunes.Testing;

namespace Dunes.Storage.Tests.RootKeys;

public sealed class SqliteRootSealedStoreTests() : RootSealedStoreTests(new SqliteTestDatabase());

public sealed class PostgreSqlRootSealedStoreTests(PostgresServer server) : RootSealedStoreTests(new PostgreSqlTestDatabase(server));

public abstract class RootSealedStoreTests(ITestDatabase database) : StorageTest(database)
{
    // Extreme and equal hashes and ids, a text that needs quoting, an absent and an empty extension.
    private static readonly StatePosition[] Rows =
    [
        new(int.MinValue, 7, 0, 0, "key", null, "dunes"),
        new(-1, 7, long.MinValue, long.MaxValue, "key", "default/a", "dunes"),
        new(5, 7, 0, 0, "key", null, "dunes"),
        new(5, 7, 0, 0, "key", "", "dunes"),
        new(5, 7, 0, 0, "key", "default/\"b'\u00fc", "dunes"),
        new(5, 7, 0, 0, "issuer", null, "dunes"),
        new(5, 7, 0, 0, "issuer", null, "other"),
        new(int.MaxValue, -7, 1, 2, "session", "x", "dunes"),
    ];

    [Fact]
    public async Task Pages_of_any_size_hold_every_row_once_but_those_under_the_version()
    {
        foreach (var (row, index) in Rows.Select((row, index) => (row, index)))
            await InsertAsync(row, Payload(version: 1 + (index % 2)));
        for (var limit = 1; limit <= Rows.Length + 1; limit++)
        {
            Assert.Equivalent(Rows.Select(row => row.ToString()), await ScanAsync(version: 3, limit), strict: true);
            Assert.Equivalent(Rows.Where((_, index) => index % 2 == 0).Select(row => row.ToString()), await ScanAsync(version: 2, limit), strict: true);
        }

        var first = Assert.Single(await Get<IRootSealedStore>().ScanStateAsync(2, null, 1, Cancellation));
        Assert.Equal(("dunes", "key", 1), (first.ServiceId, first.StateName, first.Version));
        Assert.Equal(Payload(1), first.Payload);
    }

    [Fact]
    public async Task Counts_state_and_key_versions_under_each_version_and_nothing_else()
    {
        Assert.Empty(await Get<IRootSealedStore>().CountAsync(Cancellation));
        await InsertAsync(Rows[0], Payload(1));
        await InsertAsync(Rows[1], Payload(70_000));
        await InsertAsync(Rows[2], Payload(70_000));
        await InsertAsync(Rows[3], null);
        await InsertAsync(Rows[4], []);
        await InsertAsync(Rows[5], "DC2K"u8.ToArray());
        await InsertAsync(Rows[6], "something else that is long enough"u8.ToArray());
        await ExecuteAsync(
            "INSERT INTO key_versions (key_id, version, algorithm, created_at, wrapped) VALUES (@id, 1, 'a', 0, @wrapped)",
            ("id", Options.Provider == StorageProvider.Sqlite ? Guid.NewGuid().ToString() : Guid.NewGuid()),
            ("wrapped", Payload(1)));
        Assert.Equivalent(new Dictionary<int, long> { [1] = 2, [70_000] = 2 }, await Get<IRootSealedStore>().CountAsync(Cancellation), strict: true);
    }

    [Fact]
    public async Task A_payload_is_replaced_under_the_same_etag_and_only_that_row()
    {
        foreach (var row in Rows)
            await InsertAsync(row, Payload(1));
        var store = Get<IRootSealedStore>();
        foreach (var row in await store.ScanStateAsync(2, null, 100, Cancellation))
        {
            Assert.True(await store.TryReplaceStateAsync(row, Payload(2), Cancellation));
            Assert.False(await store.TryReplaceStateAsync(row, Payload(3), Cancellation));
        }

        Assert.Empty(await store.ScanStateAsync(2, null, 100, Cancellation));
        Assert.Equal(Rows.Length, await SqlAsync("SELECT count(*) FROM OrleansStorage WHERE Version = 1"));
    }

    [Fact]
    public async Task A_row_that_was_written_or_deleted_meanwhile_stays_as_it_is()
    {
        await InsertAsync(Rows[0], Payload(1));
        var store = Get<IRootSealedStore>();
        var row = Assert.Single(await store.ScanStateAsync(2, null, 100, Cancellation));
        await SqlAsync("UPDATE OrleansStorage SET Version = 2");
        Assert.False(await store.TryReplaceStateAsync(row, Payload(2), Cancellation));
        await SqlAsync("DELETE FROM OrleansStorage");
        Assert.False(await store.TryReplaceStateAsync(row with { Version = 2 }, Payload(2), Cancellation));
        Assert.Empty(await store.ScanStateAsync(2, null, 100, Cancellation));
    }

    private static byte[] Payload(int version)
    {
        byte[] payload = [.. "DC2K"u8, 1, 1, 0, 0, 0, 0, 0, 0, .. new byte[100]];
        BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(8), version);
        return payload;
    }

    private async Task<List<string>> ScanAsync(int version, int limit)
    {
        List<string> found = [];
        while (await Get<IRootSealedStore>().ScanStateAsync(version, found.LastOrDefault(), limit, Cancellation) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, limit);
            found.AddRange(page.Select(row => row.Position));
        }

        return found;
    }

    private Task InsertAsync(StatePosition row, byte[]? payload) => ExecuteAsync(
        "INSERT INTO OrleansStorage (GrainIdHash, GrainIdN0, GrainIdN1, GrainTypeHash, GrainTypeString, GrainIdExtensionString, ServiceId, PayloadBinary, ModifiedOn, Version) "
        + $"VALUES (@idHash, @n0, @n1, @typeHash, @type, @extension, @service, @payload, {(Options.Provider == StorageProvider.Sqlite ? "datetime('now')" : "now()")}, 1)",
        ("idHash", row.IdHash),
        ("n0", row.N0),
        ("n1", row.N1),
        ("typeHash", row.TypeHash),
        ("type", row.Type),
        ("extension", row.Extension),
        ("service", row.Service),
        ("payload", payload));

    private async Task ExecuteAsync(string sql, params (string Name, object? Value)[] values)
    {
        var parameters = new DynamicParameters();
        foreach (var (name, value) in values)
            parameters.Add(name, value, name is "payload" ? System.Data.DbType.Binary : null);
        await using var connection = await Get<IDatabase>().Source.OpenConnectionAsync(Cancellation);
        await connection.ExecuteAsync(sql, parameters);
    }
}
