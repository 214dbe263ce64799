using System.Security.Cryptography;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.RootKeys;

/// <summary>Reads, or makes, the versions of the cluster root key and opens them.</summary>
internal sealed class RootKeyLoader(IRootKeyStore store, IReadOnlyList<IKekProvider> providers, TimeProvider timeProvider)
{
    public async Task<RootKeyRing> LoadOrCreateAsync(CancellationToken cancellationToken)
    {
        if (providers.Count == 0)
            throw new RootKeyException(RootKeyException.NotCreatedCode, "No KEK provider is configured.");
        var records = await store.ReadAsync(cancellationToken);
        if (records.Count == 0)
        {
            // Whether it was this record or another process's that stayed, only what was read back counts.
            await store.TryAddAsync(await MakeAsync(cancellationToken), cancellationToken);
            records = await store.ReadAsync(cancellationToken);
            if (records.Count == 0)
                throw new RootKeyException(RootKeyException.NotCreatedCode, "The store did not keep the new root key.");
        }

        var keys = new List<SealingKey>(records.Count);
        try
        {
            foreach (var record in records)
                keys.Add(await OpenAsync(record, cancellationToken));
            return new RootKeyRing(keys);
        }
        catch
        {
            keys.ForEach(key => key.Dispose());
            throw;
        }
    }

    // The version is part of the purpose: a wrap moved to another version's record does not open.
    private static string Purpose(int version) => $"dunes-cluster/crk/v{version}";

    private async Task<RootKeyRecord> MakeAsync(CancellationToken cancellationToken)
    {
        const int version = 1;
        var root = GC.AllocateUninitializedArray<byte>(SealingKey.RootSize, pinned: true);
        try
        {
            RandomNumberGenerator.Fill(root);
            var wraps = new List<WrappedKey>(providers.Count);
            foreach (var provider in providers)
                wraps.Add(await WrapAsync(provider, root, Purpose(version), cancellationToken));
            return new RootKeyRecord(version, timeProvider.GetUtcNow(), wraps);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(root);
        }
    }

    private static async Task<WrappedKey> WrapAsync(IKekProvider provider, byte[] root, string purpose, CancellationToken cancellationToken)
    {
        try
        {
            return await provider.WrapAsync(root, purpose, cancellationToken);
        }
        catch (Exception e) when (e is not (OperationCanceledException or RootKeyException))
        {
            throw new RootKeyException(RootKeyException.NotCreatedCode, $"KEK provider '{provider.Id}' could not wrap the new root key: {Reason(e)}.");
        }
    }

    private async Task<SealingKey> OpenAsync(RootKeyRecord record, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        foreach (var provider in providers)
        {
            var wraps = record.Wraps.Where(wrap => string.Equals(wrap.ProviderId, provider.Id, StringComparison.Ordinal)).ToList();
            if (wraps.Count == 0)
                failures.Add($"{provider.Id}: has no wrap of it");
            foreach (var wrap in wraps)
            {
                var (key, failure) = await TryOpenAsync(provider, wrap, record.Version, cancellationToken);
                if (key is not null)
                    return key;
                failures.Add($"{provider.Id}: {failure}");
            }
        }

        throw new RootKeyException(
            RootKeyException.NotOpenedCode,
            $"No KEK provider opens version {record.Version} of the cluster root key. {string.Join("; ", failures)}.");
    }

    private static async Task<(SealingKey? Key, string? Failure)> TryOpenAsync(IKekProvider provider, WrappedKey wrap, int version, CancellationToken cancellationToken)
    {
        byte[]? root = null;
        try
        {
            root = await provider.UnwrapAsync(wrap, Purpose(version), cancellationToken);
            return (SealingKey.FromRoot(root, RootKeyRing.KeyId, version), null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return (null, Reason(e));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(root);
        }
    }

    // Other exceptions come from foreign code and could quote anything, so only their type is told.
    private static string Reason(Exception e) => e is RootKeyException ? e.Message.TrimEnd('.') : e.GetType().Name;
}
