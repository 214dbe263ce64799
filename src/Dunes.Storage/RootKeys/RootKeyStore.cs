using Dapper;
using Dunes.Cryptography.RootKeys;
using Dunes.Storage.Databases;

namespace Dunes.Storage.RootKeys;

/// <summary>Tables <c>root_keys</c> and <c>root_key_wraps</c>.</summary>
internal sealed class RootKeyStore(IDatabase database) : IRootKeyStore
{
    private static readonly RowInsert Wraps = new("root_key_wraps", ["version integer", "provider_id text", "kek_id text", "wrapped bytea"]);

    public async Task<IReadOnlyList<RootKeyRecord>> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            "SELECT k.version, k.created_at, w.provider_id, w.kek_id, w.wrapped FROM root_keys k JOIN root_key_wraps w ON w.version = k.version",
            null,
            reader => (Version: reader.GetInt32(0), CreatedAt: reader.GetTime(1), Wrap: new WrappedKey(reader.GetString(2), reader.GetString(3), reader.GetBytes(4))),
            cancellationToken);
        return [.. rows.GroupBy(row => (row.Version, row.CreatedAt)).Select(key => new RootKeyRecord(key.Key.Version, key.Key.CreatedAt, [.. key.Select(row => row.Wrap)]))];
    }

    public Task<bool> TryAddAsync(RootKeyRecord record, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            var added = await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                "INSERT INTO root_keys (version, created_at) VALUES (@Version, @CreatedAt) ON CONFLICT DO NOTHING",
                new { record.Version, CreatedAt = record.CreatedAt.ToUnixTimeMilliseconds() },
                transaction,
                cancellationToken: cancellationToken));
            if (added == 0)
                return false;

            await Wraps.ExecuteAsync(
                transaction, record.Wraps.Select(wrap => new object?[] { record.Version, wrap.ProviderId, wrap.KekId, wrap.Bytes }), cancellationToken);
            return true;
        },
        cancellationToken);
}
