using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Use;

/// <summary>One key in a <see cref="KeyCache"/>: its lease, its opened versions, its usage budgets. Thread-safe.</summary>
internal sealed class CachedKey(KeyName name, KeyLeasing leasing, KeyVersionOpener opener, KeyUsageCounter counter, TimeProvider time, Action opened)
{
    // A lease that ends at once, because something is due, is followed by one from after that.
    private const int MaxAsked = 5;

    private readonly Lock gate = new();
    private readonly List<LeasedRecord> earlier = [];
    private readonly OpenedVersions versions = new(name, opener, time, opened);
    private readonly Dictionary<int, KeyUsageBudget> budgets = [];
    private LeasedRecord? current;
    private Task? renewal;
    private Guid keyId;
    private long invalidations;
    private long floor;
    private long lastUse = time.GetTimestamp();
    private bool removed;

    public KeyName Name => name;

    /// <summary>Begins a use; asks for a lease when there is none, or when it does not know <paramref name="version"/> yet. Null: removed from the cache.</summary>
    public async ValueTask<KeyUse?> TryUseAsync(int version)
    {
        // A version that the copy does not know may have been made a moment ago, so it is asked for once, by a request that was not under way before.
        for (var asked = 0; asked < MaxAsked;)
        {
            Task renewing;
            bool joined;
            lock (gate)
            {
                if (removed)
                    return null;
                if (current is not null && current.Remaining(time) > TimeSpan.Zero && (asked > 0 || current.Record.CurrentVersion >= version))
                    return Begin(current);
                joined = renewal is { IsCompleted: false };
                renewing = joined ? renewal! : renewal = RenewAsync();
            }

            await renewing;
            if (!joined)
                asked++;
        }

        throw KeyUseErrors.NoLease(name);
    }

    /// <summary>Has the key rotated, if <paramref name="version"/> is still current. Never call it while a use is held: a change of the key would wait for that use, and this for the change.</summary>
    public Task RotateAsync(int version) => LeaseAsync(() => leasing.RotateForUseAsync(name, version));

    /// <summary>No use begins any more on a lease from before; ends when the last one has ended. Secrets are wiped.</summary>
    public async Task InvalidateAsync(long epoch)
    {
        Task drained;
        lock (gate)
        {
            invalidations++;
            floor = Math.Max(floor, epoch);
            EndCurrent();
            drained = Task.WhenAll(earlier.ConvertAll(lease => lease.Drained));
        }

        await drained;

        // A newer lease may be in use by now; its holders keep what they hold.
        versions.LetGo(static _ => true);
    }

    /// <summary>The opened secret of a version, held for the caller.</summary>
    public ValueTask<OpenedVersion> HoldAsync(KeyRecord record, int version) => versions.HoldAsync(record, version);

    /// <summary>Counts a protecting operation; see <see cref="KeyUsageBudget"/>.</summary>
    public ValueTask<UsageOutcome> CountAsync(KeyRecord record, int version, long bytes)
    {
        KeyUsageBudget? budget;
        lock (gate)
        {
            if (!budgets.TryGetValue(version, out budget))
                budgets[version] = budget = counter.BudgetOf(name, record.KeyId, version);
        }

        return budget.CountAsync(UsageLimits.Of(record, version), bytes);
    }

    public TimeSpan Remaining(LeasedRecord lease)
    {
        lock (gate)
            return lease.Remaining(time);
    }

    public void EndUse(LeasedRecord lease)
    {
        lock (gate)
        {
            lease.EndUse();
            if (!lease.IsUsed)
                earlier.Remove(lease);
        }
    }

    /// <summary>Wipes what has not been used since <paramref name="before"/> (a timestamp). <see langword="true"/>: nothing is left and the entry takes no more uses.</summary>
    public bool Sweep(long before)
    {
        lock (gate)
        {
            versions.LetGo(found => found.LastUse < before);
            if (!versions.IsEmpty || earlier.Count > 0 || current is { IsUsed: true } || renewal is { IsCompleted: false } || lastUse >= before)
                return false;
            return removed = true;
        }
    }

    /// <summary>When each opened version was last used (timestamps).</summary>
    public IReadOnlyList<long> LastUses() => versions.LastUses();

    private KeyUse Begin(LeasedRecord lease)
    {
        lease.BeginUse();
        lastUse = time.GetTimestamp();
        return new(this, lease);
    }

    private Task RenewAsync() => LeaseAsync(() => leasing.LeaseAsync(name));

    private async Task LeaseAsync(Func<Task<KeyLease>> ask)
    {
        while (true)
        {
            long before;
            lock (gate)
                before = invalidations;

            // The lease is counted from here: the grain counts it from later, and so waits long enough for a silo that does not answer.
            var start = time.GetTimestamp();
            var lease = await ask();
            lock (gate)
            {
                // Answered before a change and arrived after it was pushed: this silo has said that it no longer uses such a record.
                if (before != invalidations && lease.Record.Epoch < floor)
                    continue;
                Install(lease, start);
                return;
            }
        }
    }

    private void Install(KeyLease lease, long start)
    {
        var record = lease.Record;
        if (current is not null && current.Remaining(time) > TimeSpan.Zero && keyId == record.KeyId && current.Record.Epoch > record.Epoch)
            return;
        EndCurrent();
        current = new LeasedRecord(record, start, lease.Duration);
        if (keyId != record.KeyId)
        {
            keyId = record.KeyId;
            budgets.Clear();
            versions.LetGo(static _ => true);
        }

        versions.LetGo(found => !VersionAccess.MayBeOpen(name, record, found.Version));
    }

    private void EndCurrent()
    {
        if (current is null)
            return;
        current.End();
        if (current.IsUsed)
            earlier.Add(current);
        current = null;
    }
}
