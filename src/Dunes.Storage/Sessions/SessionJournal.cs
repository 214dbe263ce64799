using System.Data.Common;
using System.Threading.Channels;
using Dunes.Storage.Databases;
using Microsoft.Extensions.Logging;

namespace Dunes.Storage.Sessions;

/// <summary>
/// Table <c>session_entries</c>. Group commit: while one batch is being committed the next one gathers, so that batches grow with the load and a single
/// caller never waits for company.
/// </summary>
internal sealed partial class SessionJournal : ISessionJournal, IAsyncDisposable
{
    /// <summary>Most entries of one commit.</summary>
    public const int MaxBatch = 512;

    /// <summary>Entries that may wait; who comes then waits for a place.</summary>
    public const int QueueCapacity = 4096;

    private readonly Channel<JournalAppend> queue = Channel.CreateBounded<JournalAppend>(new BoundedChannelOptions(QueueCapacity) { SingleReader = true });
    private readonly RefusedContexts refused = new();
    private readonly IDatabase database;
    private readonly IJournalBatchWriter writer;
    private readonly ILogger logger;
    private readonly Task writing;
    private long lastTicket;

    public SessionJournal(IDatabase database, IJournalBatchWriter writer, ILogger<SessionJournal> logger)
    {
        this.database = database;
        this.writer = writer;
        this.logger = logger;
        writing = Task.Run(WriteAsync);
    }

    public async Task AppendAsync(JournalEntry entry)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(entry.Seq);
        if (entry.LeafHash.Length != 32)
            throw new ArgumentException("A leaf hash has 32 bytes.", nameof(entry));

        var append = new JournalAppend(entry, Interlocked.Increment(ref lastTicket));
        try
        {
            await queue.Writer.WriteAsync(append);
        }
        catch (ChannelClosedException exception)
        {
            throw new ObjectDisposedException("The journal is closed.", exception);
        }

        await append.Durable;
    }

    public Task<IReadOnlyList<JournalEntry>> ReadAsync(string contextId, long fromSeq, int limit, CancellationToken cancellationToken)
    {
        refused.Reread(contextId, Interlocked.Read(ref lastTicket));
        return database.ReadAsync(
            """
            SELECT context_id, seq, leaf_hash, sealed, key_version, at, kind FROM session_entries
            WHERE context_id = @contextId AND seq >= @fromSeq
            ORDER BY seq
            LIMIT @limit
            """,
            new { contextId, fromSeq, limit },
            reader => new JournalEntry(
                reader.GetString(0), reader.GetInt64(1), reader.GetBytes(2), reader.GetBytes(3), reader.GetSmall(4), reader.GetTime(5), reader.GetString(6)),
            cancellationToken);
    }

    public Task<IReadOnlyList<(long Seq, byte[] LeafHash)>> ReadLeafHashesAsync(string contextId, long fromSeq, CancellationToken cancellationToken)
    {
        refused.Reread(contextId, Interlocked.Read(ref lastTicket));
        return database.ReadAsync(
            "SELECT seq, leaf_hash FROM session_entries WHERE context_id = @contextId AND seq >= @fromSeq ORDER BY seq",
            new { contextId, fromSeq },
            reader => (reader.GetInt64(0), reader.GetBytes(1)),
            cancellationToken);
    }

    public Task<IReadOnlyList<string>> ReadUnsignedContextsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            $"""
            WITH RECURSIVE {DistinctContexts("entries", "session_entries")}
            SELECT id FROM entries
            WHERE id IS NOT NULL
              AND (SELECT max(seq) + 1 FROM session_entries WHERE context_id = id)
                > (SELECT coalesce(max(size), 0) FROM context_heads WHERE context_id = id)
            """,
            null,
            reader => reader.GetString(0),
            cancellationToken);

    public Task<IReadOnlyList<string>> ReadUnlistedContextsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            $"""
            WITH RECURSIVE {DistinctContexts("entries", "session_entries")}, {DistinctContexts("heads", "context_heads")}
            SELECT id FROM (SELECT id FROM entries UNION SELECT id FROM heads) AS found
            WHERE id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM contexts WHERE context_id = id)
            """,
            null,
            reader => reader.GetString(0),
            cancellationToken);

    /// <summary>Commits what is queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await writing;
    }

    // Jumps through the primary key from one context to the next: the cost is the number of contexts, not of entries. Ends with a null.
    private static string DistinctContexts(string name, string table) =>
        $"""
        {name} (id) AS
        (
          SELECT min(context_id) FROM {table}
          UNION ALL
          SELECT (SELECT min(context_id) FROM {table} WHERE context_id > id) FROM {name} WHERE id IS NOT NULL
        )
        """;

    private async Task WriteAsync()
    {
        var batch = new List<JournalAppend>(MaxBatch);
        while (await queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < MaxBatch && queue.Reader.TryRead(out var append))
            {
                if (refused.Contains(append.Entry.ContextId, append.Ticket))
                    append.Fail(new JournalConflictException(append.Entry.ContextId, append.Entry.Seq));
                else
                    batch.Add(append);
            }

            if (batch.Count > 0)
                await CommitAsync(JournalRun.Split(batch));
            batch.Clear();
        }
    }

    private async Task CommitAsync(IReadOnlyList<JournalRun> runs)
    {
        try
        {
            if (await writer.TryWriteAsync(runs))
            {
                foreach (var run in runs)
                    run.Complete();
            }
            else
            {
                await IsolateAsync(runs, () => new JournalConflictException(runs[0].ContextId, runs[0].FirstSeq));
            }
        }
        catch (DbException exception) when (exception.IsRefusal())
        {
            await IsolateAsync(runs, () => exception);
        }
        catch (Exception exception)
        {
            // Nothing is known about this batch; the next one tries again.
            LogBatchFailed(logger, exception, runs.Sum(run => run.Appends.Count));
            foreach (var run in runs)
                Fail(run, () => exception);
        }
    }

    /// <summary>One run is at fault: each is written alone, so that the others do not suffer.</summary>
    private async Task IsolateAsync(IReadOnlyList<JournalRun> runs, Func<Exception> cause)
    {
        if (runs.Count == 1)
        {
            Fail(runs[0], cause);
            return;
        }

        foreach (var run in runs)
        {
            if (refused.Contains(run.ContextId, run.Appends[0].Ticket))
                Fail(run, () => new JournalConflictException(run.ContextId, run.FirstSeq));
            else
                await CommitAsync([run]);
        }
    }

    private void Fail(JournalRun run, Func<Exception> cause)
    {
        // First refused, then told: whoever hears of it can rely on what is still queued.
        refused.Add(run.ContextId);
        run.Fail(cause);
    }
}
