namespace Dunes.Storage.Sessions;

/// <summary>Consecutive entries of one context within a batch: what stands or falls together when a batch is refused.</summary>
internal sealed class JournalRun(JournalAppend first)
{
    private readonly List<JournalAppend> appends = [first];

    public IReadOnlyList<JournalAppend> Appends => appends;

    public string ContextId => first.Entry.ContextId;

    /// <summary>The sequence number whose predecessor must be stored already.</summary>
    public long FirstSeq => first.Entry.Seq;

    /// <summary>The runs of a batch, in the order in which they begin.</summary>
    public static IReadOnlyList<JournalRun> Split(IReadOnlyList<JournalAppend> batch)
    {
        var runs = new List<JournalRun>();
        var current = new Dictionary<string, JournalRun>(StringComparer.Ordinal);
        foreach (var append in batch)
        {
            if (current.TryGetValue(append.Entry.ContextId, out var run) && run.appends[^1].Entry.Seq + 1 == append.Entry.Seq)
            {
                run.appends.Add(append);
                continue;
            }

            run = new JournalRun(append);
            current[append.Entry.ContextId] = run;
            runs.Add(run);
        }

        return runs;
    }

    public void Complete()
    {
        foreach (var append in appends)
            append.Complete();
    }

    public void Fail(Func<Exception> cause)
    {
        foreach (var append in appends)
            append.Fail(cause());
    }
}
