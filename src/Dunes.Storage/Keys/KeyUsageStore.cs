using Dapper;
using Dunes.Storage.Databases;

namespace Dunes.Storage.Keys;

/// <summary>Table <c>key_usage</c>.</summary>
internal sealed class KeyUsageStore(IDatabase database) : IKeyUsageStore
{
    // A count that has reached the end of its range stays there: it is then beyond every limit.
    private const string Add =
        """
        INSERT INTO key_usage (key_id, version, operations, bytes) VALUES (@keyId, @version, @operations, @bytes)
        ON CONFLICT (key_id, version) DO UPDATE SET
          operations = CASE WHEN key_usage.operations > 9223372036854775807 - excluded.operations THEN 9223372036854775807 ELSE key_usage.operations + excluded.operations END,
          bytes = CASE WHEN key_usage.bytes > 9223372036854775807 - excluded.bytes THEN 9223372036854775807 ELSE key_usage.bytes + excluded.bytes END
        RETURNING operations, bytes
        """;

    public Task<KeyUsage> AddAsync(Guid keyId, int version, long operations, long bytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(operations);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return database.WriteAsync(
            async transaction =>
            {
                var total = await transaction.Connection!.QuerySingleAsync<(long Operations, long Bytes)>(new CommandDefinition(
                    Add, new { keyId, version, operations, bytes }, transaction, cancellationToken: cancellationToken));
                return new KeyUsage(total.Operations, total.Bytes);
            },
            cancellationToken);
    }

    public async Task<IReadOnlyDictionary<int, KeyUsage>> ReadAsync(Guid keyId, int from, int to, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            "SELECT version, operations, bytes FROM key_usage WHERE key_id = @keyId AND version BETWEEN @from AND @to",
            new { keyId, from, to },
            reader => KeyValuePair.Create(reader.GetSmall(0), new KeyUsage(reader.GetInt64(1), reader.GetInt64(2))),
            cancellationToken);
        return new Dictionary<int, KeyUsage>(rows);
    }
}
