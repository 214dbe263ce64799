using Dunes.Grains.Keys.Use;

namespace Dunes.Grains.Keys;

/// <summary>
/// Which silos may be using a copy of the record, and until when. By the monotonic clock, and counted from when a lease was given: the silo counts
/// from before it asked, so it stops first.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="hasPredecessor">Whether an earlier activation may have leased, of which this one knows nothing.</param>
internal sealed class KeyLeaseBook(TimeProvider time, bool hasPredecessor)
{
    /// <summary>The longest lease.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    // Longer than a silo keeps open what it does not use.
    private static readonly TimeSpan Remembered = KeyCache.Idle * 2;

    private readonly long opened = time.GetTimestamp();
    private readonly Dictionary<SiloAddress, (long Given, TimeSpan Duration)> leases = [];

    /// <summary>How long a lease of an earlier activation may last yet.</summary>
    public TimeSpan PredecessorRemaining => hasPredecessor ? Remaining(opened, Longest) : TimeSpan.Zero;

    /// <summary>Notes a lease.</summary>
    public void Give(SiloAddress silo, TimeSpan duration) => leases[silo] = (time.GetTimestamp(), duration);

    /// <summary>The silos that may be using a copy, and how long yet.</summary>
    public IReadOnlyList<(SiloAddress Silo, TimeSpan Remaining)> Holders() =>
        [.. leases.Select(lease => (Silo: lease.Key, Remaining: Remaining(lease.Value.Given, lease.Value.Duration))).Where(holder => holder.Remaining > TimeSpan.Zero)];

    /// <summary>The silos that use no copy any more but may hold secrets open, as they do until those were idle for a while.</summary>
    public IReadOnlyList<SiloAddress> Lapsed()
    {
        foreach (var (silo, _) in leases.Where(lease => Remaining(lease.Value.Given, lease.Value.Duration + Remembered) == TimeSpan.Zero).ToArray())
            leases.Remove(silo);
        return [.. leases.Where(lease => Remaining(lease.Value.Given, lease.Value.Duration) == TimeSpan.Zero).Select(lease => lease.Key)];
    }

    /// <summary>Notes that a silo has given its copy up.</summary>
    public void Return(SiloAddress silo) => leases.Remove(silo);

    private TimeSpan Remaining(long since, TimeSpan duration)
    {
        var rest = duration - time.GetElapsedTime(since);
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }
}
