using Dapper;
using Dunes.Storage.Databases;

namespace Dunes.Storage.Keys;

/// <summary>Table <c>keys</c>.</summary>
internal sealed class KeyIndex(IDatabase database) : IKeyIndex
{
    public Task AddAsync(KeyRow row, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "INSERT INTO keys (tenant, name, key_id) VALUES (@Tenant, @Name, @KeyId) ON CONFLICT (tenant, name) DO UPDATE SET key_id = excluded.key_id",
            new { row.Tenant, row.Name, row.KeyId },
            transaction,
            cancellationToken: cancellationToken)),
        cancellationToken);

    public Task<IReadOnlyList<KeyRow>> ListAsync(string tenant, string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);

        // No name is empty, and every name comes after the empty one.
        return database.ReadAsync(
            "SELECT tenant, name, key_id FROM keys WHERE tenant = @tenant AND name > @start ORDER BY name LIMIT @limit",
            new { tenant, start = after ?? "", limit },
            reader => new KeyRow(reader.GetString(0), reader.GetString(1), reader.GetId(2)),
            cancellationToken);
    }

    public Task<IReadOnlyList<string>> ReadTenantsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync("SELECT DISTINCT tenant FROM keys ORDER BY tenant", null, reader => reader.GetString(0), cancellationToken);
}
