using System.Data.Common;
using Dapper;
using Dunes.Storage.Databases;

namespace Dunes.Storage.Keys;

/// <summary>Table <c>key_versions</c>.</summary>
internal sealed class KeyVersionStore(IDatabase database) : IKeyVersionStore
{
    private const string Select = "SELECT key_id, version, algorithm, created_at, public_key, wrapped FROM key_versions";

    public async Task<bool> TryAddAsync(KeyVersionRow row, CancellationToken cancellationToken) => await WriteAsync(
        """
        INSERT INTO key_versions (key_id, version, algorithm, created_at, public_key, wrapped)
        VALUES (@KeyId, @Version, @Algorithm, @CreatedAt, @PublicKey, @Wrapped)
        ON CONFLICT (key_id, version) DO NOTHING
        """,
        new { row.KeyId, row.Version, row.Algorithm, CreatedAt = row.CreatedAt.ToUnixTimeMilliseconds(), row.PublicKey, row.Wrapped },
        cancellationToken) == 1;

    public async Task<KeyVersionRow?> FindAsync(Guid keyId, int version, CancellationToken cancellationToken) =>
        (await database.ReadAsync($"{Select} WHERE key_id = @keyId AND version = @version", new { keyId, version }, ToRow, cancellationToken)).SingleOrDefault();

    public Task<IReadOnlyList<KeyVersionRow>> ListAsync(Guid keyId, int from, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return database.ReadAsync(
            $"{Select} WHERE key_id = @keyId AND version >= @from ORDER BY version LIMIT @limit", new { keyId, from, limit }, ToRow, cancellationToken);
    }

    public Task DeleteAsync(Guid keyId, int from, int to, CancellationToken cancellationToken) =>
        WriteAsync("DELETE FROM key_versions WHERE key_id = @keyId AND version BETWEEN @from AND @to", new { keyId, from, to }, cancellationToken);

    public Task<IReadOnlyList<KeyVersionRow>> ScanAsync(Guid keyId, int version, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return database.ReadAsync(
            $"{Select} WHERE (key_id, version) > (@keyId, @version) ORDER BY key_id, version LIMIT @limit", new { keyId, version, limit }, ToRow, cancellationToken);
    }

    public async Task<bool> TryRewrapAsync(KeyVersionRow old, byte[] wrapped, CancellationToken cancellationToken) => await WriteAsync(
        "UPDATE key_versions SET wrapped = @wrapped WHERE key_id = @KeyId AND version = @Version AND wrapped = @Old",
        new { old.KeyId, old.Version, Old = old.Wrapped, wrapped },
        cancellationToken) == 1;

    private Task<int> WriteAsync(string sql, object parameters, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken)),
        cancellationToken);

    private static KeyVersionRow ToRow(DbDataReader reader) => new(
        reader.GetId(0), reader.GetSmall(1), reader.GetString(2), reader.GetTime(3), reader.IsDBNull(4) ? null : reader.GetBytes(4), reader.GetBytes(5));
}
