using System.Data.Common;
using Dunes.Abstractions.Errors;
using Dunes.Storage.Databases;

namespace Dunes.Storage.Sessions;

/// <summary>Tables <c>context_heads</c> and <c>head_batches</c>.</summary>
internal sealed class HeadStore(IDatabase database) : IHeadStore
{
    private const string Select =
        """
        SELECT h.context_id, h.size, h.root, h.frontier, h.batch_id, h.leaf_index, h.path, b.size, b.root, b.signed_at, b.key_version, b.algorithm, b.signature
        FROM context_heads h LEFT JOIN head_batches b ON b.id = h.batch_id
        WHERE h.context_id = @contextId
        """;

    private static readonly RowInsert Batches = new(
        "head_batches",
        ["id uuid", "size integer", "root bytea", "signed_at bigint", "key_version integer", "algorithm text", "signature bytea"]);

    private static readonly RowInsert Heads = new(
        "context_heads",
        ["context_id text", "size bigint", "root bytea", "frontier bytea", "batch_id uuid", "leaf_index integer", "path bytea"]);

    public async Task WriteAsync(HeadBatch batch, IReadOnlyList<SignedHead> heads, CancellationToken cancellationToken)
    {
        try
        {
            await database.WriteAsync(
                async transaction =>
                {
                    await Batches.ExecuteAsync(transaction, [ToValues(batch)], cancellationToken);

                    // In one order, so that two silos with the same contexts cannot wait for each other.
                    await Heads.ExecuteAsync(
                        transaction, heads.OrderBy(head => head.ContextId, StringComparer.Ordinal).ThenBy(head => head.Size).Select(ToValues), cancellationToken);
                    return true;
                },
                cancellationToken);
        }
        catch (DbException exception) when (exception.IsUniqueViolation())
        {
            throw new DunesException("DUNES-STORE-003", ErrorKind.Conflict, "A head of this batch, or the batch itself, is stored already; nothing was written.");
        }
    }

    public async Task<(SignedHead Head, HeadBatch? Batch)?> ReadLatestAsync(string contextId, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync($"{Select} ORDER BY h.size DESC LIMIT 1", new { contextId }, ToHead, cancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }

    public Task<IReadOnlyList<(SignedHead Head, HeadBatch? Batch)>> ReadAllAsync(string contextId, CancellationToken cancellationToken) =>
        database.ReadAsync($"{Select} ORDER BY h.size", new { contextId }, ToHead, cancellationToken);

    public Task<IReadOnlyList<(Guid BatchId, int Size, int Found)>> ReadIncompleteBatchesAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            """
            SELECT b.id, b.size, count(h.context_id)
            FROM head_batches b LEFT JOIN context_heads h ON h.batch_id = b.id
            GROUP BY b.id, b.size
            HAVING count(h.context_id) <> b.size
            ORDER BY b.id
            """,
            null,
            reader => (reader.GetId(0), reader.GetSmall(1), reader.GetSmall(2)),
            cancellationToken);

    private static object?[] ToValues(HeadBatch batch) =>
        [batch.Id, batch.Size, batch.Root, batch.SignedAt.ToUnixTimeMilliseconds(), batch.KeyVersion, batch.Algorithm, batch.Signature];

    private static object?[] ToValues(SignedHead head) =>
        [head.ContextId, head.Size, head.Root, head.Frontier, head.BatchId, head.LeafIndex, head.Path];

    private static (SignedHead Head, HeadBatch? Batch) ToHead(DbDataReader reader)
    {
        var id = reader.GetId(4);
        var head = new SignedHead(
            reader.GetString(0), reader.GetInt64(1), reader.GetBytes(2), reader.GetBytes(3), id, reader.GetSmall(5), reader.GetBytes(6));
        var batch = reader.IsDBNull(7)
            ? null
            : new HeadBatch(
                id, reader.GetSmall(7), reader.GetBytes(8), reader.GetTime(9), reader.GetSmall(10), reader.GetString(11), reader.GetBytes(12));
        return (head, batch);
    }
}
