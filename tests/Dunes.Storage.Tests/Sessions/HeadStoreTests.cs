using System.Security.Cryptography;
using Dunes.Abstractions.Errors;
using Dunes.Storage.Sessions;
using Dunes.Storage.Tests.Databases;
using Dunes.Testing;

namespace Dunes.Storage.Tests.Sessions;

public sealed class SqliteHeadStoreTests() : HeadStoreTests(new SqliteTestDatabase());

public sealed class PostgreSqlHeadStoreTests(PostgresServer server) : HeadStoreTests(new PostgreSqlTestDatabase(server));

public abstract class HeadStoreTests(ITestDatabase database) : StorageTest(database)
{
    public static HeadBatch Batch(int size) => new(Guid.CreateVersion7(), size, RandomNumberGenerator.GetBytes(32), Noon, 3, "ML-DSA-65", [1, 2, 3]);

    public static SignedHead Head(string context, long size, HeadBatch batch, int index) => new(
        context, size, RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(64), batch.Id, index, RandomNumberGenerator.GetBytes(96));

    [Fact]
    public async Task Heads_are_read_back_with_their_batches()
    {
        var store = Get<IHeadStore>();
        Assert.Null(await store.ReadLatestAsync("a", Cancellation));
        HeadBatch[] batches = [Batch(2), Batch(1)];
        SignedHead[] heads = [Head("a", 9, batches[0], 0), Head("b", 1, batches[0], 1), Head("a", 10, batches[1], 0)];
        await store.WriteAsync(batches[0], heads[..2], Cancellation);
        await store.WriteAsync(batches[1], heads[2..], Cancellation);

        Assert.Equivalent((heads[2], batches[1]), await store.ReadLatestAsync("a", Cancellation), strict: true);
        Assert.Equivalent(new[] { (heads[0], batches[0]), (heads[2], batches[1]) }, await store.ReadAllAsync("a", Cancellation), strict: true);
        Assert.Empty(await store.ReadIncompleteBatchesAsync(Cancellation));
    }

    [Fact]
    public async Task A_batch_of_thousands_is_stored_whole()
    {
        var batch = Batch(6000);
        await Get<IHeadStore>().WriteAsync(batch, [.. Enumerable.Range(0, 6000).Select(index => Head($"context-{index}", 1, batch, index))], Cancellation);
        Assert.Equal(6000, await SqlAsync("SELECT count(*) FROM context_heads"));
        Assert.Empty(await Get<IHeadStore>().ReadIncompleteBatchesAsync(Cancellation));
    }

    [Fact]
    public async Task A_head_that_is_there_already_refuses_the_whole_batch()
    {
        var store = Get<IHeadStore>();
        HeadBatch[] batches = [Batch(1), Batch(2)];
        await store.WriteAsync(batches[0], [Head("a", 5, batches[0], 0)], Cancellation);
        var exception = await Assert.ThrowsAsync<DunesException>(
            () => store.WriteAsync(batches[1], [Head("b", 1, batches[1], 0), Head("a", 5, batches[1], 1)], Cancellation));
        Assert.Equal("DUNES-STORE-003", exception.Code);
        Assert.Null(await store.ReadLatestAsync("b", Cancellation));
        Assert.Equal(1, await SqlAsync("SELECT count(*) FROM head_batches"));
    }

    [Fact]
    public async Task What_is_missing_from_a_batch_shows()
    {
        var store = Get<IHeadStore>();
        HeadBatch[] batches = [Batch(3), Batch(1), Batch(1)];
        await store.WriteAsync(batches[0], [.. Enumerable.Range(0, 3).Select(index => Head($"a{index}", 1, batches[0], index))], Cancellation);
        await store.WriteAsync(batches[1], [Head("b", 1, batches[1], 0)], Cancellation);
        await store.WriteAsync(batches[2], [Head("c", 1, batches[2], 0)], Cancellation);
        await SqlAsync("DELETE FROM context_heads WHERE context_id IN ('a1', 'b')");
        await SqlAsync($"DELETE FROM head_batches WHERE id = (SELECT batch_id FROM context_heads WHERE context_id = 'c')");

        Assert.Equal(
            new[] { (batches[0].Id, 3, 2), (batches[1].Id, 1, 0) }.OrderBy(row => row.Id.ToString()),
            (await store.ReadIncompleteBatchesAsync(Cancellation)).OrderBy(row => row.BatchId.ToString()));
        var orphan = await store.ReadLatestAsync("c", Cancellation);
        Assert.NotNull(orphan);
        Assert.Null(orphan.Value.Batch);
    }
}
