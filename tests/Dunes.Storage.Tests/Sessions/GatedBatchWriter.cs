using Dunes.Storage.Sessions;

namespace Dunes.Storage.Tests.Sessions;

/// <summary>The real writer behind a gate: counts what passes, holds it up, or fails in its place.</summary>
internal sealed class GatedBatchWriter(IJournalBatchWriter inner) : IJournalBatchWriter
{
    private readonly SemaphoreSlim gate = new(1, 1);

    public int Batches { get; private set; }

    public int LargestBatch { get; private set; }

    public Exception? FailNextWith { get; set; }

    /// <summary>Batches wait until the gate is opened.</summary>
    public Task CloseAsync() => gate.WaitAsync();

    public void Open() => gate.Release();

    public async Task<bool> TryWriteAsync(IReadOnlyList<JournalRun> runs)
    {
        await gate.WaitAsync();
        gate.Release();
        Batches++;
        LargestBatch = Math.Max(LargestBatch, runs.Sum(run => run.Appends.Count));
        if (FailNextWith is { } failure)
        {
            FailNextWith = null;
            throw failure;
        }

        return await inner.TryWriteAsync(runs);
    }
}
