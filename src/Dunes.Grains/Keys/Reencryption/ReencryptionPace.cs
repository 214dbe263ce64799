namespace Dunes.Grains.Keys.Reencryption;

/// <summary>Keeps a run to its rate. What it did not use it does not catch up on.</summary>
internal sealed class ReencryptionPace(TimeProvider time, int itemsPerSecond)
{
    /// <summary>Most items in a batch.</summary>
    public const int MaxBatch = 256;

    // A batch takes this much of a second, or less: then a slow run is a steady one.
    private const int BatchesPerSecond = 4;

    private DateTimeOffset free = time.GetUtcNow();

    /// <summary>How many items the next batch may have.</summary>
    public int Batch { get; } = Math.Clamp(itemsPerSecond / BatchesPerSecond, 1, MaxBatch);

    /// <summary>How long to wait after a batch of so many items.</summary>
    public TimeSpan After(int items)
    {
        var now = time.GetUtcNow();
        var took = TimeSpan.FromSeconds(items / (double)itemsPerSecond);

        // A clock that was put back must not stop the run.
        free = (free > now && free - now <= took ? free : now) + took;
        return free - now;
    }
}
