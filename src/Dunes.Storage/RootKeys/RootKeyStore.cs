using System.Data.Common;
using Dapper;
using Dunes.Cryptography.RootKeys;
using Dunes.Storage.Databases;
using Npgsql;

namespace Dunes.Storage.RootKeys;

/// <summary>Tables <c>root_keys</c> and <c>root_key_wraps</c>.</summary>
internal sealed class RootKeyStore(IDatabase database) : IRootKeyStore
{
    // A version whose wraps are gone is still there: it must be missed, not made anew.
    private const string Select = """
        SELECT k.version, k.created_at, k.active_from, w.provider_id, w.kek_id, w.wrapped
        FROM root_keys k LEFT JOIN root_key_wraps w ON w.version = k.version
        """;

    private static readonly RowInsert Keys = new("root_keys", ["version integer", "created_at bigint", "active_from bigint"]);
    private static readonly RowInsert Wraps = new("root_key_wraps", ["version integer", "provider_id text", "kek_id text", "wrapped bytea"]);

    public async Task<IReadOnlyList<RootKeyRecord>> ReadAsync(CancellationToken cancellationToken) =>
        Group(await database.ReadAsync(Select, null, Map, cancellationToken));

    public Task<bool> TryReplaceAsync(IReadOnlyList<RootKeyRecord> expected, IReadOnlyList<RootKeyRecord> records, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            // SQLite's writers wait for each other anyway. Readers are not held up.
            if (transaction is NpgsqlTransaction)
                await ExecuteAsync(transaction, "LOCK TABLE root_keys IN SHARE ROW EXCLUSIVE MODE", null, cancellationToken);
            var stored = Group(await transaction.ReadAsync(Select, null, Map, cancellationToken));
            if (!stored.ToHashSet().SetEquals(expected))
                return false;

            foreach (var wrap in RowsOf(stored).Except(RowsOf(records)))
            {
                await ExecuteAsync(
                    transaction,
                    "DELETE FROM root_key_wraps WHERE version = @Version AND provider_id = @ProviderId AND kek_id = @KekId",
                    new { wrap.Version, wrap.Wrap.ProviderId, wrap.Wrap.KekId },
                    cancellationToken);
            }

            foreach (var gone in stored.ExceptBy(records.Select(record => record.Version), record => record.Version))
                await ExecuteAsync(transaction, "DELETE FROM root_keys WHERE version = @Version", new { gone.Version }, cancellationToken);
            await Keys.ExecuteAsync(
                transaction,
                records.ExceptBy(stored.Select(record => record.Version), record => record.Version)
                    .Select(record => new object?[] { record.Version, record.CreatedAt.ToUnixTimeMilliseconds(), record.ActiveFrom.ToUnixTimeMilliseconds() }),
                cancellationToken);
            await Wraps.ExecuteAsync(
                transaction,
                RowsOf(records).Except(RowsOf(stored)).Select(row => new object?[] { row.Version, row.Wrap.ProviderId, row.Wrap.KekId, row.Wrap.Bytes }),
                cancellationToken);
            return true;
        },
        cancellationToken);

    private static (int Version, DateTimeOffset CreatedAt, DateTimeOffset ActiveFrom, WrappedKey? Wrap) Map(DbDataReader reader) => (
        reader.GetInt32(0),
        reader.GetTime(1),
        reader.GetTime(2),
        reader.IsDBNull(3) ? null : new WrappedKey(reader.GetString(3), reader.GetString(4), reader.GetBytes(5)));

    private static List<RootKeyRecord> Group(IEnumerable<(int Version, DateTimeOffset CreatedAt, DateTimeOffset ActiveFrom, WrappedKey? Wrap)> rows) =>
    [
        .. rows.GroupBy(row => (row.Version, row.CreatedAt, row.ActiveFrom))
            .Select(key => new RootKeyRecord(key.Key.Version, key.Key.CreatedAt, key.Key.ActiveFrom, [.. key.Select(row => row.Wrap).OfType<WrappedKey>()]))
            .OrderBy(record => record.Version),
    ];

    private static IEnumerable<(int Version, WrappedKey Wrap)> RowsOf(IEnumerable<RootKeyRecord> records) =>
        records.SelectMany(record => record.Wraps.Select(wrap => (record.Version, wrap)));

    private static Task<int> ExecuteAsync(DbTransaction transaction, string sql, object? parameters, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
}
