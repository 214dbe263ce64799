using Dunes.Storage.Sessions;
using Dunes.Storage.Tests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Storage.Tests.Sessions;

public sealed class SqliteJournalTests() : JournalTests(new SqliteTestDatabase());

public abstract class JournalTests(ITestDatabase database) : StorageTest(database)
{
    [Fact]
    public async Task What_was_appended_is_read_back_whole_and_in_order()
    {
        var journal = Get<ISessionJournal>();
        var entries = Enumerable.Range(0, 20).Select(seq => Entry("a", seq)).ToArray();
        await Task.WhenAll(entries.Select(journal.AppendAsync));
        await journal.AppendAsync(Entry("b", 0));

        var read = await journal.ReadAsync("a", 3, 10, Cancellation);
        Assert.Equivalent(entries[3..13], read, strict: true);
        Assert.Equal(Enumerable.Range(3, 10).Select(seq => (long)seq), read.Select(entry => entry.Seq));
        var hashes = await journal.ReadLeafHashesAsync("a", 18, Cancellation);
        Assert.Equal([18L, 19L], hashes.Select(hash => hash.Seq));
        Assert.Equal(entries[19].LeafHash, hashes[1].LeafHash);
    }

    [Fact]
    public async Task A_gap_is_refused()
    {
        var journal = Get<ISessionJournal>();
        await journal.AppendAsync(Entry("a", 0));
        var conflict = await Assert.ThrowsAsync<JournalConflictException>(() => journal.AppendAsync(Entry("a", 2)));
        Assert.Equal(2, conflict.Seq);
        await Assert.ThrowsAsync<JournalConflictException>(() => journal.AppendAsync(Entry("b", 1)));
        Assert.Single(await journal.ReadAsync("a", 0, 10, Cancellation));
        Assert.Empty(await journal.ReadAsync("b", 0, 10, Cancellation));
    }

    [Fact]
    public async Task Many_contexts_share_commits()
    {
        var (journal, writer) = GatedJournal();
        const int contexts = 64;
        const int each = 40;
        for (var seq = 0; seq < each; seq++)
        {
            // While one batch is held up the others gather: whatever the first took, the next takes all the rest.
            await writer.CloseAsync();
            var appends = Enumerable.Range(0, contexts).Select(context => journal.AppendAsync(Entry($"context-{context}", seq))).ToArray();
            writer.Open();
            await Task.WhenAll(appends);
        }

        Assert.Equal(contexts * each, await SqlAsync("SELECT count(*) FROM session_entries"));
        Assert.InRange(writer.Batches, each, 2 * each);
        Assert.InRange(writer.LargestBatch, contexts / 2, contexts);
    }

    [Fact]
    public async Task A_batch_never_exceeds_its_limit()
    {
        var (journal, writer) = GatedJournal();
        await writer.CloseAsync();

        // The writer takes what it finds when it wakes: the first batch may be of any size, so enough for a full one must be left after it.
        var appends = Enumerable.Range(0, 2 * SessionJournal.MaxBatch).Select(seq => journal.AppendAsync(Entry("a", seq))).ToArray();
        writer.Open();
        await Task.WhenAll(appends);
        Assert.Equal(SessionJournal.MaxBatch, writer.LargestBatch);
    }

    [Fact]
    public async Task A_conflict_fails_only_its_own_context()
    {
        await Get<ISessionJournal>().AppendAsync(Entry("stolen", 0));
        var (journal, writer) = GatedJournal();
        await writer.CloseAsync();
        var first = journal.AppendAsync(Entry("first", 0));
        var good = Enumerable.Range(0, 10).SelectMany(context => new[] { journal.AppendAsync(Entry($"good-{context}", 0)), journal.AppendAsync(Entry($"good-{context}", 1)) }).ToArray();
        var stolen = Enumerable.Range(0, 3).Select(seq => journal.AppendAsync(Entry("stolen", seq))).ToArray();
        var later = journal.AppendAsync(Entry("later", 0));
        writer.Open();

        await first;
        await Task.WhenAll(good);
        await later;
        foreach (var append in stolen)
            await Assert.ThrowsAsync<JournalConflictException>(() => append);
        Assert.Equal(1, await SqlAsync("SELECT count(*) FROM session_entries WHERE context_id = 'stolen'"));
    }

    [Fact]
    public async Task Values_that_the_database_refuses_fail_only_their_own_context()
    {
        var (journal, writer) = GatedJournal();
        await writer.CloseAsync();
        var first = journal.AppendAsync(Entry("first", 0));
        var good = journal.AppendAsync(Entry("good", 0));

        // A lone surrogate and a zero are no text to PostgreSQL; SQLite takes both. Neither may harm a neighbour.
        var odd = journal.AppendAsync(Entry("odd", 0) with { Kind = "a\0b" });
        writer.Open();
        await first;
        await good;
        await Task.WhenAny(odd);
        Assert.Equal(odd.IsCompletedSuccessfully ? 1 : 0, await SqlAsync("SELECT count(*) FROM session_entries WHERE context_id = 'odd'"));
    }

    [Fact]
    public async Task After_a_conflict_everything_that_was_sent_blind_fails_until_the_context_is_read()
    {
        var loser = Get<ISessionJournal>();
        var winner = NewProcess().GetRequiredService<ISessionJournal>();
        await loser.AppendAsync(Entry("a", 0));
        await winner.AppendAsync(Entry("a", 1));

        var pipeline = Enumerable.Range(1, 5).Select(seq => loser.AppendAsync(Entry("a", seq))).ToArray();
        foreach (var append in pipeline)
            await Assert.ThrowsAsync<JournalConflictException>(() => append);

        // The winner's entry 1 would be a predecessor, but not the one that this append was made for.
        await Assert.ThrowsAsync<JournalConflictException>(() => loser.AppendAsync(Entry("a", 2)));

        Assert.Equal(2, (await loser.ReadLeafHashesAsync("a", 0, Cancellation)).Count);
        await loser.AppendAsync(Entry("a", 2));
        Assert.Equal(3, await SqlAsync("SELECT count(*) FROM session_entries"));
    }

    [Fact]
    public async Task Two_processes_race_and_every_place_has_exactly_one_winner()
    {
        const int contexts = 8;
        const int size = 60;
        var processes = new[] { NewProcess(), NewProcess() };
        var wins = await Task.WhenAll(
            from process in Enumerable.Range(0, processes.Length)
            from context in Enumerable.Range(0, contexts)
            select RaceAsync(processes[process].GetRequiredService<ISessionJournal>(), $"context-{context}", (byte)(process + 1), size));

        for (var context = 0; context < contexts; context++)
        {
            var stored = await Get<ISessionJournal>().ReadAsync($"context-{context}", 0, 1000, Cancellation);
            Assert.Equal(Enumerable.Range(0, stored.Count).Select(seq => (long)seq), stored.Select(entry => entry.Seq));
            Assert.True(stored.Count >= size);

            // Each acknowledged append is stored, and nothing is stored that nobody was told of.
            foreach (var process in new[] { 0, 1 })
                Assert.Equal(wins[(process * contexts) + context], stored.Where(entry => entry.Sealed[0] == process + 1).Select(entry => entry.Seq));
        }
    }

    [Fact]
    public async Task A_failed_batch_does_not_stop_the_writer()
    {
        var (journal, writer) = GatedJournal();
        await journal.AppendAsync(Entry("a", 0));
        writer.FailNextWith = new TimeoutException("the database is away");
        await Assert.ThrowsAsync<TimeoutException>(() => journal.AppendAsync(Entry("a", 1)));

        await journal.AppendAsync(Entry("b", 0));
        await Assert.ThrowsAsync<JournalConflictException>(() => journal.AppendAsync(Entry("a", 1)));
        Assert.Single(await journal.ReadAsync("a", 0, 10, Cancellation));
        await journal.AppendAsync(Entry("a", 1));
    }

    [Fact]
    public async Task Stopping_commits_what_is_queued_and_refuses_what_comes_after()
    {
        var (journal, writer) = GatedJournal();
        await writer.CloseAsync();
        var appends = Enumerable.Range(0, 2000).Select(seq => journal.AppendAsync(Entry("a", seq))).ToArray();
        var stop = ((IAsyncDisposable)journal).DisposeAsync();
        writer.Open();
        await stop;
        await Task.WhenAll(appends);
        Assert.Equal(2000, await SqlAsync("SELECT count(*) FROM session_entries"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => journal.AppendAsync(Entry("b", 0)));
    }

    [Fact]
    public async Task A_waiting_caller_does_not_run_on_the_writer()
    {
        var journal = Get<ISessionJournal>();
        var blocked = new TaskCompletionSource();
        using var held = new ManualResetEventSlim();
        var holding = journal.AppendAsync(Entry("a", 0)).ContinueWith(
            _ =>
            {
                blocked.SetResult();
                held.Wait();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        try
        {
            await blocked.Task;
            await journal.AppendAsync(Entry("b", 0)).WaitAsync(TimeSpan.FromSeconds(120), Cancellation);
        }
        finally
        {
            held.Set();
            await holding;
        }
    }

    [Fact]
    public async Task Contexts_that_no_head_covers_are_found()
    {
        var journal = Get<ISessionJournal>();
        foreach (var (context, size) in new[] { ("signed", 3), ("behind", 3), ("never", 1) })
        {
            for (var seq = 0; seq < size; seq++)
                await journal.AppendAsync(Entry(context, seq));
        }

        var batch = HeadStoreTests.Batch(2);
        await Get<IHeadStore>().WriteAsync(batch, [HeadStoreTests.Head("signed", 3, batch, 0), HeadStoreTests.Head("behind", 2, batch, 1)], Cancellation);
        Assert.Equal(["behind", "never"], (await journal.ReadUnsignedContextsAsync(Cancellation)).Order());
    }

    [Fact]
    public async Task Contexts_that_are_not_listed_are_found()
    {
        var journal = Get<ISessionJournal>();
        var index = Get<IContextIndex>();
        Assert.Empty(await journal.ReadUnlistedContextsAsync(Cancellation));
        await index.AddAsync(new ContextRow("listed", "tenant", Noon), Cancellation);
        await index.AddAsync(new ContextRow("empty", "tenant", Noon), Cancellation);
        await journal.AppendAsync(Entry("listed", 0));
        await journal.AppendAsync(Entry("entries-only", 0));
        var batch = HeadStoreTests.Batch(2);
        await Get<IHeadStore>().WriteAsync(batch, [HeadStoreTests.Head("heads-only", 1, batch, 0), HeadStoreTests.Head("entries-only", 1, batch, 1)], Cancellation);

        Assert.Equal(["entries-only", "heads-only"], (await journal.ReadUnlistedContextsAsync(Cancellation)).Order());
    }

    private static JournalEntry Entry(string context, long seq, byte writer = 0)
    {
        var hash = new byte[32];
        BitConverter.TryWriteBytes(hash, seq);
        return new JournalEntry(context, seq, hash, [writer, 1, 2, 3], 7, Noon.AddMilliseconds(seq), "call");
    }

    private static async Task<IReadOnlyList<long>> RaceAsync(ISessionJournal journal, string context, byte writer, int size)
    {
        var won = new List<long>();
        var next = 0L;
        while (next < size)
        {
            try
            {
                await journal.AppendAsync(Entry(context, next, writer));
                won.Add(next++);
            }
            catch (JournalConflictException)
            {
                next = (await journal.ReadLeafHashesAsync(context, 0, Cancellation)).Count;
            }
        }

        return won;
    }

    private (ISessionJournal Journal, GatedBatchWriter Writer) GatedJournal()
    {
        var real = Get<IJournalBatchWriter>();
        var process = NewProcess(services => services.AddSingleton<IJournalBatchWriter>(new GatedBatchWriter(real)));
        return (process.GetRequiredService<ISessionJournal>(), (GatedBatchWriter)process.GetRequiredService<IJournalBatchWriter>());
    }
}
