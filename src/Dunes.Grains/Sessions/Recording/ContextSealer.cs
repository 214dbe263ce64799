using System.Diagnostics;
using System.Security.Cryptography;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Abstractions.Telemetry;
using Dunes.Cryptography.Sealing;
using Dunes.Grains.Keys.Use;
using Dunes.Storage.Sessions;

namespace Dunes.Grains.Sessions.Recording;

/// <summary>
/// Seals and opens the entries of one context with keys derived from its tenant's sealing key. The key to seal with is leased, so that a
/// rotation reaches every context within the lease; sealing itself is local. For one turn at a time: a grain's or a verification's.
/// </summary>
internal sealed class ContextSealer(IGrainFactory grains, TimeProvider time, string tenant, string contextId) : IDisposable
{
    private readonly IKeyOperationsGrain operations = grains.GetGrain<IKeyOperationsGrain>(KeyName.ContextSealing(tenant).ToString());
    private readonly Dictionary<int, ContextKey> keys = [];
    private ContextKey? current;
    private DateTimeOffset leaseUntil;

    /// <summary><see cref="Seal"/> may be called.</summary>
    public bool HasLease => current is not null && time.GetUtcNow() < leaseUntil;

    /// <summary>Gets the current key.</summary>
    public async Task RenewLeaseAsync()
    {
        var material = await operations.DeriveContextKeyAsync(contextId, version: null);
        var key = Keep(material);
        // Calls that renew at the same time ask different workers, and one of them may still hold the copy from before a rotation.
        if (current is not null && material.LeaseUntil <= leaseUntil)
            return;
        current = key;
        leaseUntil = material.LeaseUntil;
    }

    /// <summary>Seals an entry; <see cref="HasLease"/> MUST have been true or the lease just renewed. Costs one SHA-256 and one AES-GCM pass.</summary>
    public JournalEntry Seal(Entry entry)
    {
        var start = Stopwatch.GetTimestamp();
        var key = current ?? throw new InvalidOperationException("No key is leased.");
        var blinded = EntryFormat.Blinded(entry);
        var leafHash = EntryFormat.LeafHash(blinded);
        var message = key.Seal(blinded, EntryFormat.AssociatedData(contextId, entry.Seq, leafHash));
        CryptographicOperations.ZeroMemory(blinded);
        DunesMetrics.Encrypted(KeyAlgorithms.Dc2k1, "seal", Stopwatch.GetElapsedTime(start));
        return new JournalEntry(contextId, entry.Seq, leafHash, message, key.Version, entry.At, entry.Kind);
    }

    /// <summary>
    /// Opens a stored entry and checks that the row says of it what it says itself. Gives the blinded entry too, for proofs.
    /// Throws <see cref="DunesException"/> (Integrity): <see cref="Faults.DoesNotOpen"/>, <see cref="Faults.LeafHashDiffers"/>,
    /// <see cref="Faults.RowDiffers"/> or <see cref="Faults.KeyMissing"/>.
    /// </summary>
    public async ValueTask<(Entry Entry, byte[] Blinded)> OpenAsync(JournalEntry row)
    {
        if (!keys.TryGetValue(row.KeyVersion, out var key))
            key = await DeriveAsync(row);
        var start = Stopwatch.GetTimestamp();
        byte[] blinded;
        try
        {
            blinded = key.Open(row.Sealed, EntryFormat.AssociatedData(contextId, row.Seq, row.LeafHash));
        }
        catch (SealingException)
        {
            throw Fault(Faults.DoesNotOpen, $"Entry {row.Seq} does not open: its sealed bytes, its leaf hash, its place or its key version was altered.");
        }
        DunesMetrics.Encrypted(KeyAlgorithms.Dc2k1, "open", Stopwatch.GetElapsedTime(start));
        if (!CryptographicOperations.FixedTimeEquals(EntryFormat.LeafHash(blinded), row.LeafHash))
            throw Fault(Faults.LeafHashDiffers, $"The leaf hash of entry {row.Seq} is not that of its content.");
        if (blinded.Length < EntryFormat.BlindSize || !EntryFormat.TryRead(blinded.AsSpan(EntryFormat.BlindSize), out var entry))
            throw Fault(Faults.RowDiffers, $"Entry {row.Seq} is not in the format of an entry.");
        if (entry!.ContextId != contextId || entry.Seq != row.Seq || entry.Kind != row.Kind
            || entry.At.ToUnixTimeMilliseconds() != row.At.ToUnixTimeMilliseconds())
            throw Fault(Faults.RowDiffers, $"Context, place, time or kind of entry {row.Seq} is not what its sealed content says.");
        return (entry, blinded);
    }

    /// <summary>Wipes the keys.</summary>
    public void Dispose()
    {
        foreach (var key in keys.Values)
            key.Dispose();
        keys.Clear();
        current = null;
    }

    private async Task<ContextKey> DeriveAsync(JournalEntry row)
    {
        try
        {
            return Keep(await operations.DeriveContextKeyAsync(contextId, row.KeyVersion));
        }
        catch (DunesException e) when (e.Kind is ErrorKind.NotFound or ErrorKind.Invalid)
        {
            throw Fault(Faults.KeyMissing, $"Version {row.KeyVersion} of the sealing key, which entry {row.Seq} names, does not exist.");
        }
    }

    private ContextKey Keep(ContextKeyMaterial material)
    {
        try
        {
            if (!keys.TryGetValue(material.Version, out var key))
                keys[material.Version] = key = ContextKey.Import(material.KeyId, material.Version, material.Secret);
            return key;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(material.Secret);
        }
    }

    private static DunesException Fault(string code, string message) => new(code, ErrorKind.Integrity, message);
}
