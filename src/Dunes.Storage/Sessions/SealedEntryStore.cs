using Dapper;
using Dunes.Storage.Databases;

namespace Dunes.Storage.Sessions;

/// <summary>Table <c>session_entries</c>, by its index on key version, context and place.</summary>
internal sealed class SealedEntryStore(IDatabase database) : ISealedEntryStore
{
    // Below every position there is.
    private static readonly EntryPosition Start = new(int.MinValue, "", -1);

    public async Task<long> CountAsync(string tenant, int version, CancellationToken cancellationToken) =>
        (await database.ReadAsync(
            """
            SELECT count(*) FROM session_entries AS e
            WHERE key_version < @version AND (SELECT tenant FROM contexts WHERE context_id = e.context_id) = @tenant
            """,
            new { tenant, version },
            reader => reader.GetInt64(0),
            cancellationToken)).Single();

    public Task<IReadOnlyList<JournalEntry>> ScanAsync(string tenant, int version, EntryPosition? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var position = after ?? Start;
        return database.ReadAsync(
            """
            SELECT context_id, seq, leaf_hash, sealed, key_version, at, kind FROM session_entries AS e
            WHERE key_version < @version AND (key_version, context_id, seq) > (@KeyVersion, @ContextId, @Seq)
              AND (SELECT tenant FROM contexts WHERE context_id = e.context_id) = @tenant
            ORDER BY key_version, context_id, seq
            LIMIT @limit
            """,
            new { tenant, version, position.KeyVersion, position.ContextId, position.Seq, limit },
            reader => new JournalEntry(
                reader.GetString(0), reader.GetInt64(1), reader.GetBytes(2), reader.GetBytes(3), reader.GetSmall(4), reader.GetTime(5), reader.GetString(6)),
            cancellationToken);
    }

    // Two runs at once change rows in the same order, so that on PostgreSQL neither waits for the other in a circle.
    public Task<int> ReplaceAsync(IReadOnlyList<(JournalEntry Old, JournalEntry New)> entries, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            UPDATE session_entries SET sealed = @NewSealed, key_version = @NewVersion
            WHERE context_id = @ContextId AND seq = @Seq AND key_version = @KeyVersion AND leaf_hash = @LeafHash AND sealed = @Sealed
            """,
            entries.OrderBy(entry => entry.Old.ContextId, StringComparer.Ordinal).ThenBy(entry => entry.Old.Seq).Select(entry => new
            {
                entry.Old.ContextId,
                entry.Old.Seq,
                entry.Old.KeyVersion,
                entry.Old.LeafHash,
                entry.Old.Sealed,
                NewSealed = entry.New.Sealed,
                NewVersion = entry.New.KeyVersion,
            }),
            transaction,
            cancellationToken: cancellationToken)),
        cancellationToken);
}
