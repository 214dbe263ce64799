namespace Dunes.Grains.Keys.Use;

/// <summary>A copy of a key's record for one lease, with the uses that run on it. Guarded by its <see cref="CachedKey"/>.</summary>
internal sealed class LeasedRecord(KeyRecord record, long start, TimeSpan duration)
{
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int uses;
    private bool over;

    public KeyRecord Record => record;

    /// <summary>Whether uses run on it.</summary>
    public bool IsUsed => uses > 0;

    /// <summary>Ends when it is over and no use is left.</summary>
    public Task Drained => drained.Task;

    /// <summary>What is left of the lease by the monotonic clock; zero or less when it is over.</summary>
    public TimeSpan Remaining(TimeProvider time) => over ? TimeSpan.Zero : duration - time.GetElapsedTime(start);

    public void BeginUse() => uses++;

    public void EndUse()
    {
        uses--;
        Settle();
    }

    /// <summary>No use begins any more.</summary>
    public void End()
    {
        over = true;
        Settle();
    }

    private void Settle()
    {
        if (over && uses == 0)
            drained.TrySetResult();
    }
}
