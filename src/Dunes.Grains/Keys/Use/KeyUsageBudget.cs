using Dunes.Storage.Keys;

namespace Dunes.Grains.Keys.Use;

/// <summary>
/// Counts this silo's protecting operations with one version. It reserves blocks that are durable before the first operation of them is done;
/// what is left of a block when the silo ends is lost, so counts may only be too high. Thread-safe.
/// </summary>
/// <param name="store">Counts of all silos.</param>
/// <param name="keyId">The key.</param>
/// <param name="version">The version.</param>
/// <param name="time">Tells how long a block lasted.</param>
/// <param name="warn">Called by the one reservation, of all silos', that passes the warning limit.</param>
internal sealed class KeyUsageBudget(IKeyUsageStore store, Guid keyId, int version, TimeProvider time, Action<KeyUsage> warn)
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim reserving = new(1);
    private UsageLimits limits;
    private KeyUsage left;
    private KeyUsage? total;
    private long blockOperations;
    private long blockBytes;
    private long reservedAt;

    /// <summary>Counts one operation on <paramref name="bytes"/> bytes. It may be done when, and only when, the answer is <see cref="UsageOutcome.Counted"/>.</summary>
    public ValueTask<UsageOutcome> CountAsync(UsageLimits now, long bytes) =>
        TryTake(now, bytes) ? new(UsageOutcome.Counted) : new(ReserveAsync(now, bytes));

    private bool TryTake(UsageLimits now, long bytes)
    {
        lock (gate)
        {
            // What was reserved under other limits may lie beyond these: it is given up.
            if (limits != now)
                (limits, left) = (now, default);
            if (left.Operations < 1 || left.Bytes < bytes)
                return false;
            left = new(left.Operations - 1, left.Bytes - bytes);
            return true;
        }
    }

    private async Task<UsageOutcome> ReserveAsync(UsageLimits now, long bytes)
    {
        await reserving.WaitAsync();
        try
        {
            if (TryTake(now, bytes))
                return UsageOutcome.Counted;
            var known = total ??= await ReadAsync();
            if (Refusal(now, known) is { } refusal)
                return refusal;
            var (operations, size) = NextBlock(now, known, bytes);
            var after = await store.AddAsync(keyId, version, operations, size, CancellationToken.None);
            total = after;
            var before = new KeyUsage(after.Operations - operations, after.Bytes - size);
            if (before.Operations < now.Warn && after.Operations >= now.Warn)
                warn(after);
            if (Refusal(now, before) is { } late)
                return late;
            Keep(now, before, operations, size, bytes);
            return UsageOutcome.Counted;
        }
        finally
        {
            reserving.Release();
        }
    }

    private async Task<KeyUsage> ReadAsync()
    {
        var counts = await store.ReadAsync(keyId, version, version, CancellationToken.None);
        return counts.TryGetValue(version, out var usage) ? usage : default;
    }

    private static UsageOutcome? Refusal(UsageLimits limits, KeyUsage used) =>
        used.Operations >= limits.RotateOperations || used.Bytes >= limits.RotateBytes ? UsageOutcome.RotationDue
        : used.Operations >= limits.Max ? UsageOutcome.UsedUp
        : null;

    private (long Operations, long Bytes) NextBlock(UsageLimits now, KeyUsage known, long bytes)
    {
        var lasted = time.GetElapsedTime(reservedAt);
        reservedAt = time.GetTimestamp();
        blockOperations = UsageBlock.Next(blockOperations, lasted, UsageBlock.MinOperations, UsageBlock.MaxOperations);
        blockBytes = UsageBlock.Next(blockBytes, lasted, UsageBlock.MinBytes, UsageBlock.MaxBytes);
        return (UsageBlock.Cut(blockOperations, now.OperationsLeft(known.Operations), 1), UsageBlock.Cut(blockBytes, now.BytesLeft(known.Bytes), bytes));
    }

    // Others may have reserved meanwhile: of the block only the part on this side of the limits is used. One operation is, whatever its size.
    private void Keep(UsageLimits now, KeyUsage before, long operations, long size, long bytes)
    {
        var end = Math.Min(now.Max, now.RotateOperations ?? now.Max);
        var usableOperations = Math.Min(operations, end - before.Operations);
        var usableBytes = Math.Min(size, now.BytesLeft(before.Bytes));
        lock (gate)
        {
            if (limits == now)
                left = new(usableOperations - 1, Math.Max(0, usableBytes - bytes));
        }
    }
}
