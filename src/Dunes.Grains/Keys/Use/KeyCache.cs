using System.Collections.Concurrent;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Use;

/// <summary>
/// The keys that this silo uses: a copy of each record under a lease of at most five seconds, opened secrets, usage budgets. Thread-safe.
/// After <see cref="InvalidateAsync"/> has ended nothing is done on a record from before. Secrets are wiped when the record forbids them,
/// when they were idle for <see cref="Idle"/>, when there are more than <see cref="MaxOpened"/>, and when the silo stops.
/// </summary>
internal sealed class KeyCache(KeyLeasing leasing, KeyVersionOpener opener, KeyUsageCounter counter, TimeProvider time, int maxOpened = KeyCache.MaxOpened)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>Most opened secrets, of all keys together.</summary>
    public const int MaxOpened = 10_000;

    // After the grains have gone, before the root key goes.
    private const int Stage = ServiceLifecycleStage.RuntimeStorageServices;

    /// <summary>How long an unused secret stays open.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<KeyName, CachedKey> keys = [];
    private readonly Lock trimming = new();
    private ITimer? sweeping;
    private bool stopped;

    /// <summary>
    /// Begins a use. <paramref name="version"/>: one that the caller will ask for; the copy is renewed when it does not know it.
    /// NotFound when there is no such key. The key and its versions may be disabled: <see cref="VersionAccess"/> decides.
    /// </summary>
    public async ValueTask<KeyUse> UseAsync(KeyName name, int version = 0)
    {
        while (!Volatile.Read(ref stopped))
        {
            var key = keys.GetOrAdd(name, static (added, cache) => cache.Add(added), this);
            if (await key.TryUseAsync(version) is { } use)
                return use;
            keys.TryRemove(new(name, key));
        }

        throw KeyUseErrors.Stopped();
    }

    /// <summary>
    /// Begins a use for one protecting operation on <paramref name="bytes"/> bytes and counts it, durably. A key that is due to rotate by its use
    /// has rotated before. <paramref name="version"/> null: the current one.
    /// </summary>
    /// <exception cref="DunesException">Also DUNES-KEY-033 (Exhausted): the version is used up.</exception>
    public async ValueTask<ProtectingUse> ProtectAsync(KeyName name, int? version, long bytes)
    {
        while (true)
        {
            var use = await UseAsync(name, version ?? 0);
            int used;
            try
            {
                used = version ?? use.Record.CurrentVersion;
                VersionAccess.Require(name, use.Record, used, protects: true);
                var outcome = await use.CountAsync(used, bytes);
                if (outcome == UsageOutcome.UsedUp)
                    throw KeyUseErrors.UsedUp(name, used, use.Record.Spec.Limits.MaxOperations);
                if (outcome == UsageOutcome.Counted)
                {
                    var result = new ProtectingUse(use, await use.OpenToProtectAsync(used));
                    use = null;
                    return result;
                }
            }
            finally
            {
                use?.Dispose();
            }

            if (keys.TryGetValue(name, out var key))
                await key.RotateAsync(used);
        }
    }

    /// <summary>The record has changed and has <paramref name="epoch"/> now. Ends when no use of an older copy is left.</summary>
    public Task InvalidateAsync(KeyName name, long epoch) => keys.TryGetValue(name, out var key) ? key.InvalidateAsync(epoch) : Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(KeyCache), Stage, StartAsync, StopAsync);

    public void Dispose() => sweeping?.Dispose();

    /// <summary>Wipes what is idle.</summary>
    internal void Sweep() => Sweep(time.GetTimestamp() - (long)(Idle.TotalSeconds * time.TimestampFrequency));

    private CachedKey Add(KeyName name) => new(name, leasing, opener, counter, time, Trim);

    private void Sweep(long before)
    {
        foreach (var (name, key) in keys)
        {
            if (key.Sweep(before))
                keys.TryRemove(new(name, key));
        }
    }

    // To nine tenths, so that it is not done for every version that is opened.
    private void Trim()
    {
        if (opener.Opened <= maxOpened || !trimming.TryEnter())
            return;
        try
        {
            var uses = keys.Values.SelectMany(key => key.LastUses()).Order().ToList();
            if (uses.Count > maxOpened)
                Sweep(uses[uses.Count - (maxOpened * 9 / 10)]);
        }
        finally
        {
            trimming.Exit();
        }
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        sweeping = time.CreateTimer(static cache => ((KeyCache)cache!).Sweep(), this, SweepPeriod, SweepPeriod);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref stopped, true);
        Dispose();
        await Task.WhenAll(keys.Values.Select(key => key.InvalidateAsync(long.MaxValue))).WaitAsync(cancellationToken);
    }
}
