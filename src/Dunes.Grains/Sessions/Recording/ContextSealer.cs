using System.Diagnostics;
using System.Security.Cryptography;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Abstractions.Telemetry;
using Dunes.Cryptography.Sealing;
using Dunes.Grains.Keys;
using Dunes.Grains.Keys.Use;
using Dunes.Storage.Sessions;

namespace Dunes.Grains.Sessions.Recording;

/// <summary>
/// Seals and opens the entries of one context with keys derived from its tenant's sealing key. The key to seal with is leased, so that a
/// rotation reaches every context within the lease; sealing itself is local. For one turn at a time: a grain's or a verification's.
/// When the tenant's key or the context's is destroyed everything but disposing is Gone: <see cref="SessionError.ShreddedCode"/> for what stands
/// there, <c>DUNES-CTX-025</c> (Conflict) for what is to be recorded.
/// </summary>
internal sealed class ContextSealer : IDisposable
{
    private readonly IKeyOperationsGrain operations;
    private readonly TimeProvider time;
    private readonly string contextId;
    private readonly string tenant;
    private readonly byte[]? salt;
    private readonly Dictionary<int, DunesException> destroyed = [];
    private DunesException? shredded;
    private readonly Dictionary<int, ContextKey> keys = [];
    private ContextKey? current;
    private DateTimeOffset leaseUntil;

    private ContextSealer(IGrainFactory grains, TimeProvider time, string contextId, string tenant, byte[]? salt, DunesException? shredded)
    {
        operations = grains.GetGrain<IKeyOperationsGrain>(KeyName.ContextSealing(tenant).ToString());
        (this.time, this.contextId, this.tenant, this.salt, this.shredded) = (time, contextId, tenant, salt, shredded);
    }

    /// <summary><see cref="Seal"/> may be called.</summary>
    public bool HasLease => current is not null && time.GetUtcNow() < leaseUntil;

    /// <summary>For a context as its header says.</summary>
    public static ContextSealer Of(IGrainFactory grains, TimeProvider time, string contextId, ContextHeader header) => new(
        grains, time, contextId, header.Owner.Tenant, header.KeySalt, header.ShreddedAt is { } at ? SessionError.Shredded(contextId, at) : null);

    /// <summary>Gets the current key.</summary>
    public async Task RenewLeaseAsync()
    {
        if (shredded is not null)
            throw shredded;
        ContextKeyMaterial material;
        try
        {
            material = await operations.DeriveContextKeyAsync(contextId, salt, version: null);
        }
        catch (DunesException e) when (e.Code == KeyErrors.DestroyedCode)
        {
            throw SessionError.SealingKeyDestroyed(tenant);
        }

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
            throw Altered(row);
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

    /// <summary>Opens a stored entry and seals it with the current key: the same bytes, bound to the same place and leaf hash.</summary>
    public async ValueTask<JournalEntry> ResealAsync(JournalEntry row)
    {
        if (!HasLease)
            await RenewLeaseAsync();
        var (_, blinded) = await OpenAsync(row);
        var key = current!;
        var message = key.Seal(blinded, EntryFormat.AssociatedData(contextId, row.Seq, row.LeafHash));
        CryptographicOperations.ZeroMemory(blinded);
        return row with { Sealed = message, KeyVersion = key.Version };
    }

    /// <summary>Forgets the keys for good: the context is shredded.</summary>
    public void Shred(DateTimeOffset at)
    {
        shredded = SessionError.Shredded(contextId, at);
        Dispose();
        CryptographicOperations.ZeroMemory(salt);
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
        // An entry that says itself that it is sealed under another version was altered, and must not pass for one that was shredded.
        if (SealedHeader.TryRead(row.Sealed, out var header) && header.Version != row.KeyVersion && (shredded is not null || destroyed.ContainsKey(row.KeyVersion)))
            throw Altered(row);
        if ((shredded ?? destroyed.GetValueOrDefault(row.KeyVersion)) is { } gone)
            throw gone;
        try
        {
            return Keep(await operations.DeriveContextKeyAsync(contextId, salt, row.KeyVersion));
        }
        catch (DunesException e) when (e.Code is KeyErrors.DestroyedCode or KeyErrors.VersionDestroyedCode)
        {
            destroyed[row.KeyVersion] = SessionError.Shredded(e.Message);
            return await DeriveAsync(row);
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

    private static DunesException Altered(JournalEntry row) =>
        Fault(Faults.DoesNotOpen, $"Entry {row.Seq} does not open: its sealed bytes, its leaf hash, its place or its key version was altered.");

    private static DunesException Fault(string code, string message) => new(code, ErrorKind.Integrity, message);
}
