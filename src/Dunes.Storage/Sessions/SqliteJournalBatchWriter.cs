using Dunes.Storage.Databases;
using Microsoft.Data.Sqlite;

namespace Dunes.Storage.Sessions;

/// <summary>One transaction, one prepared statement: in process there are no round trips to save, only flushes.</summary>
internal sealed class SqliteJournalBatchWriter(SqliteDatabase database) : IJournalBatchWriter
{
    private const string Sql =
        """
        INSERT INTO session_entries (context_id, seq, leaf_hash, sealed, key_version, at, kind)
        SELECT @context_id, @seq, @leaf_hash, @sealed, @key_version, @at, @kind
        WHERE @seq = 0 OR EXISTS (SELECT 1 FROM session_entries WHERE context_id = @context_id AND seq = @seq - 1)
        """;

    public async Task<bool> TryWriteAsync(IReadOnlyList<JournalRun> runs)
    {
        try
        {
            return await database.WriteAsync(
                async transaction =>
                {
                    await InsertAsync((SqliteTransaction)transaction, runs);
                    return true;
                },
                CancellationToken.None);
        }
        catch (JournalConflictException)
        {
            return false;
        }
    }

    private static async Task InsertAsync(SqliteTransaction transaction, IReadOnlyList<JournalRun> runs)
    {
        await using var command = new SqliteCommand(Sql, transaction.Connection, transaction);
        var contextId = command.Parameters.Add("@context_id", SqliteType.Text);
        var seq = command.Parameters.Add("@seq", SqliteType.Integer);
        var leafHash = command.Parameters.Add("@leaf_hash", SqliteType.Blob);
        var @sealed = command.Parameters.Add("@sealed", SqliteType.Blob);
        var keyVersion = command.Parameters.Add("@key_version", SqliteType.Integer);
        var at = command.Parameters.Add("@at", SqliteType.Integer);
        var kind = command.Parameters.Add("@kind", SqliteType.Text);
        foreach (var entry in runs.SelectMany(run => run.Appends).Select(append => append.Entry))
        {
            contextId.Value = entry.ContextId;
            seq.Value = entry.Seq;
            leafHash.Value = entry.LeafHash;
            @sealed.Value = entry.Sealed;
            keyVersion.Value = entry.KeyVersion;
            at.Value = entry.At.ToUnixTimeMilliseconds();
            kind.Value = entry.Kind;
            try
            {
                if (await command.ExecuteNonQueryAsync() == 1)
                    continue;
            }
            catch (SqliteException exception) when (exception.IsUniqueViolation())
            {
                // Said below, in the same words as a missing predecessor.
            }

            // Leaves the transaction, which rolls it back.
            throw new JournalConflictException(entry.ContextId, entry.Seq);
        }
    }
}
