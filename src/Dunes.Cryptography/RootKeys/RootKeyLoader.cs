using System.Security.Cryptography;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.RootKeys;

/// <summary>Reads, or makes, the versions of the cluster root key and opens them. One caller at a time; <see cref="Providers"/> may be read by all.</summary>
/// <param name="store">Where the wrapped versions are.</param>
/// <param name="providers">What may open them; any one is enough. Tried in this order.</param>
/// <param name="time">Decides which version seals.</param>
public sealed class RootKeyLoader(IRootKeyStore store, IReadOnlyList<IKekProvider> providers, TimeProvider time)
{
    private readonly RootKeyWraps wraps = new(providers);

    private volatile IReadOnlyList<KekProviderState> states = [.. providers.Select(provider => new KekProviderState(provider.Id, false, "has not been called yet"))];

    private volatile IReadOnlyList<RootKeyRecord> records = [];

    /// <summary>The providers as they were when they were last called.</summary>
    public IReadOnlyList<KekProviderState> Providers => states;

    /// <summary>The stored versions as they were when they were last read; oldest first.</summary>
    public IReadOnlyList<RootKeyRecord> Records => records;

    /// <summary>
    /// Opens every stored version, or makes version 1 where there is none: 256 random bytes, wrapped by every provider that works. Calls every provider,
    /// so that those that do not work are known. When several processes make version 1 at once, the store keeps one and all use that.
    /// </summary>
    /// <exception cref="RootKeyException">DUNES-ROOT-001: no provider opens some version; says which were tried and why they failed.
    /// DUNES-ROOT-007: version 1 could not be made.</exception>
    public async Task<RootKeyRing> LoadOrCreateAsync(CancellationToken cancellationToken)
    {
        await ProbeAsync(cancellationToken);
        if (records.Count == 0)
        {
            var now = RootKeyChanges.Millisecond(time.GetUtcNow());
            var first = await wraps.MakeAsync(version: 1, now, now, cancellationToken);

            // Whether it was this record or another process's that stayed, only what was read back counts.
            await store.TryReplaceAsync([], [first], cancellationToken);
            await ProbeAsync(cancellationToken);
            if (records.Count == 0)
                throw new RootKeyException(RootKeyException.NotCreatedCode, "The store did not keep the new root key.");
        }

        return new RootKeyRing(await OpenAsync(records, cancellationToken), time);
    }

    /// <summary>Lets a ring hold the versions that are stored now: opens those it lacks, drops and wipes those that are gone.</summary>
    /// <exception cref="RootKeyException">DUNES-ROOT-001: no provider opens a new version. The ring is as it was.</exception>
    public async Task RefreshAsync(RootKeyRing ring, CancellationToken cancellationToken)
    {
        records = await store.ReadAsync(cancellationToken);

        // A store without any root key is not this cluster's any more; what is open stays open.
        if (records.Count == 0)
            return;
        var added = await OpenAsync(records.Where(record => !ring.Has(record.Version)), cancellationToken);
        ring.Change(added, records.Select(record => record.Version).ToHashSet());
    }

    /// <summary>Reads the stored versions and calls every provider once; see <see cref="Records"/> and <see cref="Providers"/>.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        records = await store.ReadAsync(cancellationToken);
        states = await wraps.ProbeAsync(records.MaxBy(record => record.Version), cancellationToken);
    }

    /// <summary>Opens a version that another cluster wrote into a backup, if a provider of this one can.</summary>
    /// <exception cref="RootKeyException">DUNES-ROOT-001: none can; says why for each.</exception>
    public async Task<RootKeyRing> OpenForeignAsync(RootKeyRecord record, CancellationToken cancellationToken) =>
        new(await OpenAsync([record], cancellationToken), time);

    private async Task<IReadOnlyList<RootKeyVersion>> OpenAsync(IEnumerable<RootKeyRecord> wrapped, CancellationToken cancellationToken)
    {
        var versions = new List<RootKeyVersion>();
        try
        {
            foreach (var record in wrapped)
            {
                var root = await wraps.OpenAsync(record, cancellationToken);
                try
                {
                    versions.Add(new RootKeyVersion(SealingKey.FromRoot(root, RootKeyRing.KeyId, record.Version), record.ActiveFrom));
                }
                finally
                {
                    CryptographicOperations.ZeroMemory(root);
                }
            }

            return versions;
        }
        catch
        {
            versions.ForEach(version => version.Key.Dispose());
            throw;
        }
    }
}
