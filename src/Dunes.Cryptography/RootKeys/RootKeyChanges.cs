using System.Security.Cryptography;

namespace Dunes.Cryptography.RootKeys;

/// <summary>
/// Changes the stored root key and its wraps. Each change is one conditional transaction of the store: of two at once, one is refused with
/// DUNES-ROOT-010 and can be repeated. No wrap is given up before another that opens has been stored. Safe for concurrent use.
/// </summary>
/// <param name="store">Where the wrapped versions are.</param>
/// <param name="providers">The configured providers.</param>
/// <param name="time">Stamps new versions.</param>
public sealed class RootKeyChanges(IRootKeyStore store, IReadOnlyList<IKekProvider> providers, TimeProvider time)
{
    private readonly RootKeyWraps wraps = new(providers);

    /// <summary>Adds a version, wrapped by every provider that works, which seals after <paramref name="delay"/>.</summary>
    /// <exception cref="RootKeyException">DUNES-ROOT-010: <paramref name="expectedVersion"/> is not the newest. DUNES-ROOT-007: no provider works.</exception>
    public async Task<RootKeyRecord> RotateAsync(int expectedVersion, TimeSpan delay, CancellationToken cancellationToken)
    {
        var before = await store.ReadAsync(cancellationToken);
        var newest = before.Count == 0 ? 0 : before.Max(record => record.Version);
        if (newest != expectedVersion)
            throw new RootKeyException(RootKeyException.ChangedCode, $"The newest version of the cluster root key is {newest}. Nothing was changed.");
        var now = Millisecond(time.GetUtcNow());
        var made = await wraps.MakeAsync(newest + 1, now, now + delay, cancellationToken);
        await ReplaceAsync(before, [.. before, made], cancellationToken);
        return made;
    }

    /// <summary>Wraps every version anew by every provider that works, and forgets the old wraps of these providers: after a KEK has changed.</summary>
    /// <exception cref="RootKeyException">DUNES-ROOT-001: a version does not open. DUNES-ROOT-013: no provider can wrap, or not all versions.</exception>
    public async Task RewrapAsync(CancellationToken cancellationToken)
    {
        var before = await store.ReadAsync(cancellationToken);
        var after = new List<RootKeyRecord>(before.Count);
        foreach (var record in before)
        {
            var made = await WrapAsync(record, providers, cancellationToken);
            if (made.Count == 0)
                throw new RootKeyException(RootKeyException.NotWrappedCode, $"No KEK provider can wrap version {record.Version} of the cluster root key. Nothing was changed.");
            after.Add(record with { Wraps = [.. record.Wraps.Where(wrap => made.All(fresh => fresh.ProviderId != wrap.ProviderId)), .. made] });
        }

        await ReplaceAsync(before, after, cancellationToken);
    }

    /// <summary>Wraps every version by a provider that has not wrapped it yet.</summary>
    /// <exception cref="RootKeyException">DUNES-ROOT-011: not configured here. DUNES-ROOT-001: a version does not open. DUNES-ROOT-013: the provider cannot wrap.</exception>
    public async Task AddProviderAsync(string id, CancellationToken cancellationToken)
    {
        var provider = providers.FirstOrDefault(provider => provider.Id == id)
            ?? throw new RootKeyException(RootKeyException.NoProviderCode, $"The KEK provider '{id}' is not configured here.");
        var before = await store.ReadAsync(cancellationToken);
        var after = new List<RootKeyRecord>(before.Count);
        foreach (var record in before)
        {
            var added = record.Wraps.Any(wrap => wrap.ProviderId == id) ? [] : await WrapAsync(record, [provider], cancellationToken, required: true);
            after.Add(record with { Wraps = [.. record.Wraps, .. added] });
        }

        await ReplaceAsync(before, after, cancellationToken);
    }

    /// <summary>Forgets a provider's wraps.</summary>
    /// <exception cref="RootKeyException">DUNES-ROOT-011: it has none. DUNES-ROOT-012: there is a version that no other provider opens now.</exception>
    public async Task RemoveProviderAsync(string id, CancellationToken cancellationToken)
    {
        var before = await store.ReadAsync(cancellationToken);
        if (!before.Any(record => record.Wraps.Any(wrap => wrap.ProviderId == id)))
            throw new RootKeyException(RootKeyException.NoProviderCode, $"The KEK provider '{id}' has not wrapped the cluster root key.");
        var others = new RootKeyWraps([.. providers.Where(provider => provider.Id != id)]);
        foreach (var record in before)
        {
            try
            {
                CryptographicOperations.ZeroMemory(await others.OpenAsync(record, cancellationToken));
            }
            catch (RootKeyException e)
            {
                throw new RootKeyException(RootKeyException.LastWrapCode, $"Without '{id}' the cluster root key could not be opened. Nothing was changed. {e.Message}");
            }
        }

        await ReplaceAsync(before, [.. before.Select(record => record with { Wraps = [.. record.Wraps.Where(wrap => wrap.ProviderId != id)] })], cancellationToken);
    }

    /// <summary>Removes an old version for ever. That nothing is sealed under it is for the caller to know.</summary>
    /// <exception cref="RootKeyException">DUNES-ROOT-014: there is no such version. DUNES-ROOT-015: it is the newest.</exception>
    public async Task DestroyAsync(int version, CancellationToken cancellationToken)
    {
        var before = await store.ReadAsync(cancellationToken);
        if (before.All(record => record.Version != version))
            throw new RootKeyException(RootKeyException.NoVersionCode, $"The cluster root key has no version {version}.");
        if (before.Max(record => record.Version) == version)
            throw new RootKeyException(RootKeyException.VersionInUseCode, $"Version {version} of the cluster root key is the newest.");
        await ReplaceAsync(before, [.. before.Where(record => record.Version != version)], cancellationToken);
    }

    /// <summary>An instant as it is stored.</summary>
    internal static DateTimeOffset Millisecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private async Task<List<WrappedKey>> WrapAsync(
        RootKeyRecord record, IReadOnlyList<IKekProvider> by, CancellationToken cancellationToken, bool required = false)
    {
        var root = await wraps.OpenAsync(record, cancellationToken);
        try
        {
            var made = new List<WrappedKey>(by.Count);
            foreach (var provider in by)
            {
                var (wrap, failure) = await wraps.TryWrapAsync(provider, root, record.Version, cancellationToken);
                if (wrap is not null)
                    made.Add(wrap);
                else if (required)
                    throw new RootKeyException(RootKeyException.NotWrappedCode, $"The KEK provider '{provider.Id}' cannot wrap the cluster root key. Nothing was changed. {failure}.");
            }

            return made;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(root);
        }
    }

    private async Task ReplaceAsync(IReadOnlyList<RootKeyRecord> before, IReadOnlyList<RootKeyRecord> after, CancellationToken cancellationToken)
    {
        if (!await store.TryReplaceAsync(before, after, cancellationToken))
            throw new RootKeyException(RootKeyException.ChangedCode, "The cluster root key has been changed meanwhile. Nothing was changed; look, and try again.");
    }
}
