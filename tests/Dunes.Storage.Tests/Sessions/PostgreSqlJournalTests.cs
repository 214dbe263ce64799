using Dunes.Storage.Sessions;
using Dunes.Storage.Tests.Databases;
using Dunes.Testing;
using Npgsql;

namespace Dunes.Storage.Tests.Sessions;

public sealed class PostgreSqlJournalTests(PostgresServer server) : JournalTests(new PostgreSqlTestDatabase(server))
{
    [Fact]
    public async Task The_writer_outlives_its_connections()
    {
        var journal = Get<ISessionJournal>();
        for (var round = 0; round < 3; round++)
        {
            await AppendUntilItWorksAsync(journal, $"context-{round}");
            await using var other = NpgsqlDataSource.Create(Options.ConnectionString!);
            await using var kill = other.CreateCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            await kill.ExecuteNonQueryAsync(Cancellation);
        }
    }

    private static async Task AppendUntilItWorksAsync(ISessionJournal journal, string context)
    {
        for (var attempt = 0; ; attempt++)
        {
            var stored = await ReadAsync(journal, context);
            if (stored > 0)
                return;

            try
            {
                await journal.AppendAsync(new JournalEntry(context, 0, new byte[32], [1], 1, Noon, "call"));
            }
            catch (NpgsqlException) when (attempt < 3)
            {
                // Unknown whether it was written: read again.
            }
        }
    }

    private static async Task<int> ReadAsync(ISessionJournal journal, string context)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return (await journal.ReadAsync(context, 0, 1, Cancellation)).Count;
            }
            catch (NpgsqlException) when (attempt < 3)
            {
                // A pooled connection that was cut.
            }
        }
    }
}
