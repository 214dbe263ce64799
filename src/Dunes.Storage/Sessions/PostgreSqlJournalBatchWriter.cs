using Dunes.Storage.Databases;
using Npgsql;

namespace Dunes.Storage.Sessions;

/// <summary>One statement, which is its own transaction: one round trip and one flush of the log for a whole batch.</summary>
internal sealed class PostgreSqlJournalBatchWriter(PostgreSqlDatabase database) : IJournalBatchWriter
{
    private const string Sql =
        """
        WITH batch AS
        (
          SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS b (context_id, seq, leaf_hash, sealed, key_version, at, kind, is_first)
        )
        INSERT INTO session_entries (context_id, seq, leaf_hash, sealed, key_version, at, kind)
        SELECT context_id, seq, leaf_hash, sealed, key_version, at, kind FROM batch
        WHERE NOT EXISTS
        (
          SELECT FROM batch f
          WHERE f.is_first AND f.seq > 0
            AND NOT EXISTS (SELECT FROM session_entries p WHERE p.context_id = f.context_id AND p.seq = f.seq - 1)
        )
        """;

    public async Task<bool> TryWriteAsync(IReadOnlyList<JournalRun> runs)
    {
        var entries = runs.SelectMany(run => run.Appends).Select(append => append.Entry).ToArray();
        await using var command = database.DataSource.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(entries, entry => entry.ContextId) });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = Array.ConvertAll(entries, entry => entry.Seq) });
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Array.ConvertAll(entries, entry => entry.LeafHash) });
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Array.ConvertAll(entries, entry => entry.Sealed) });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = Array.ConvertAll(entries, entry => entry.KeyVersion) });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = Array.ConvertAll(entries, entry => entry.At.ToUnixTimeMilliseconds()) });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(entries, entry => entry.Kind) });
        command.Parameters.Add(new NpgsqlParameter<bool[]> { TypedValue = [.. runs.SelectMany(run => run.Appends.Select((_, index) => index == 0))] });
        try
        {
            return await command.ExecuteNonQueryAsync() == entries.Length;
        }
        catch (PostgresException exception) when (exception.IsUniqueViolation())
        {
            return false;
        }
    }
}
