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

    private readonly long opened = time.GetTimestamp();
    private readonly Dictionary<SiloAddress, (long Given, TimeSpan Duration)> leases = [];

    /// <summary>How long a lease of an earlier activation may last yet.</summary>
    public TimeSpan PredecessorRemaining => hasPredecessor ? Remaining(opened, Longest) : TimeSpan.Zero;

    /// <summary>Notes a lease.</summary>
    public void Give(SiloAddress silo, TimeSpan duration) => leases[silo] = (time.GetTimestamp(), duration);

    /// <summary>The silos that may be using a copy, and how long yet.</summary>
    public IReadOnlyList<(SiloAddress Silo, TimeSpan Remaining)> Holders()
    {
        var holders = leases.Select(lease => (lease.Key, Remaining(lease.Value.Given, lease.Value.Duration))).ToArray();
        foreach (var (silo, remaining) in holders)
        {
            if (remaining == TimeSpan.Zero)
                leases.Remove(silo);
        }

        return [.. holders.Where(holder => holder.Item2 > TimeSpan.Zero)];
    }

    /// <summary>Notes that a silo has given its copy up.</summary>
    public void Return(SiloAddress silo) => leases.Remove(silo);

    private TimeSpan Remaining(long since, TimeSpan duration)
    {
        var rest = duration - time.GetElapsedTime(since);
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }
}
