using Dunes.Abstractions.Keys;
using Dunes.Storage.Keys;

namespace Dunes.Grains.Keys.Use;

/// <summary>Reads a version's row and opens its secret.</summary>
internal sealed class KeyVersionOpener(IKeyVersionStore store, KeyMaterial material, TimeProvider time)
{
    private int opened;

    /// <summary>Secrets that are open now.</summary>
    public int Opened => Volatile.Read(ref opened);

    /// <summary>Opens a version that the record has.</summary>
    public async Task<OpenedVersion> OpenAsync(KeyName name, KeyRecord record, int version)
    {
        // The caller has a lock, and SQLite answers on the caller's thread.
        await Task.Yield();
        var row = await store.FindAsync(record.KeyId, version, CancellationToken.None)
            ?? throw KeyErrors.BadState(name, $"the row of version {version} is missing");
        await material.PrepareToOpenAsync([row]);
        var secret = VersionSecret.Open(material, name, row);
        Interlocked.Increment(ref opened);
        return new OpenedVersion(row, secret, time.GetTimestamp(), () => Interlocked.Decrement(ref opened));
    }
}
