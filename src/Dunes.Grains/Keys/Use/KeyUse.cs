using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Use;

/// <summary>
/// A counted use of a key under a lease. While it is not disposed no change that forbids something can be said to be done, so it is held for one
/// operation and never while another grain is awaited. For one thread at a time.
/// </summary>
internal sealed class KeyUse(CachedKey key, LeasedRecord lease) : IDisposable
{
    private List<OpenedVersion>? held;
    private bool ended;

    /// <summary>The key.</summary>
    public KeyName Name => key.Name;

    /// <summary>The record as leased.</summary>
    public KeyRecord Record => lease.Record;

    /// <summary>How much of the lease is left.</summary>
    public TimeSpan Remaining => key.Remaining(lease);

    /// <summary>The opened version for an operation that opens or verifies; stays open until the use ends.</summary>
    /// <exception cref="Dunes.Abstractions.Errors.DunesException">The record does not allow it.</exception>
    public ValueTask<OpenedVersion> OpenAsync(int version) => OpenAsync(version, protects: false);

    /// <summary>The opened version for an operation that protects; the caller has counted it.</summary>
    /// <exception cref="Dunes.Abstractions.Errors.DunesException">The record does not allow it.</exception>
    public ValueTask<OpenedVersion> OpenToProtectAsync(int version) => OpenAsync(version, protects: true);

    /// <summary>Counts a protecting operation.</summary>
    public ValueTask<UsageOutcome> CountAsync(int version, long bytes) => key.CountAsync(lease.Record, version, bytes);

    public void Dispose()
    {
        if (ended)
            return;
        ended = true;
        foreach (var version in held ?? [])
            version.Release();
        key.EndUse(lease);
    }

    private async ValueTask<OpenedVersion> OpenAsync(int version, bool protects)
    {
        VersionAccess.Require(Name, Record, version, protects);
        var opened = await key.HoldAsync(lease.Record, version);
        (held ??= new(1)).Add(opened);
        return opened;
    }
}
