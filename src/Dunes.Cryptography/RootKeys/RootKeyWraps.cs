using System.Security.Cryptography;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.RootKeys;

/// <summary>Makes, wraps and opens versions of the cluster root key by means of the configured providers.</summary>
internal sealed class RootKeyWraps(IReadOnlyList<IKekProvider> providers)
{
    public IReadOnlyList<IKekProvider> Providers => providers;

    /// <summary>A new version, wrapped by every provider that works.</summary>
    /// <exception cref="RootKeyException">DUNES-ROOT-007: none does, or none is configured.</exception>
    public async Task<RootKeyRecord> MakeAsync(int version, DateTimeOffset createdAt, DateTimeOffset activeFrom, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        var (root, generated) = await GenerateAsync(version, failures, cancellationToken);
        try
        {
            List<WrappedKey> wraps = generated is null ? [] : [generated];
            foreach (var provider in providers.Where(provider => provider.Id != generated?.ProviderId))
            {
                var (wrap, failure) = await TryWrapAsync(provider, root, version, cancellationToken);
                if (wrap is not null)
                    wraps.Add(wrap);
                else
                    failures.Add($"{provider.Id}: {failure}");
            }

            return wraps.Count > 0
                ? new RootKeyRecord(version, createdAt, activeFrom, wraps)
                : throw new RootKeyException(
                    RootKeyException.NotCreatedCode,
                    providers.Count == 0 ? "No KEK provider is configured." : $"No KEK provider could wrap the new root key. {string.Join("; ", failures)}.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(root);
        }
    }

    /// <summary>Wraps a root and opens the wrap again: one that does not open is found now, not when it is needed.</summary>
    public async Task<(WrappedKey? Wrap, string? Failure)> TryWrapAsync(IKekProvider provider, byte[] root, int version, CancellationToken cancellationToken)
    {
        try
        {
            var wrap = await KekCalls.WrapAsync(provider, root, Purpose(version), cancellationToken);
            return await OpensToAsync(provider, wrap, root, version, cancellationToken) ? (wrap, null) : (null, "does not open what it wrapped");
        }
        catch (Exception e) when (!IsCancelled(e, cancellationToken))
        {
            return (null, Reason(e));
        }
    }

    /// <summary>Opens a version by the first provider that can. The caller wipes the root.</summary>
    /// <exception cref="RootKeyException">DUNES-ROOT-001: none can; says why for each.</exception>
    public async Task<byte[]> OpenAsync(RootKeyRecord record, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        foreach (var provider in providers)
        {
            var (root, failure) = await TryOpenAsync(provider, record, cancellationToken);
            if (root is not null)
                return root;
            failures.Add($"{provider.Id}: {failure ?? $"has not wrapped it"}");
        }

        failures.AddRange(record.Wraps.Select(wrap => wrap.ProviderId).Distinct().Where(id => providers.All(provider => provider.Id != id)).Select(id => $"{id}: has wrapped it, but is not configured"));
        throw new RootKeyException(RootKeyException.NotOpenedCode, $"No KEK provider opens version {record.Version} of the cluster root key. {string.Join("; ", failures)}.");
    }

    /// <summary>Opens a version by one provider; neither root nor failure: it has not wrapped it. The caller wipes the root.</summary>
    public async Task<(byte[]? Root, string? Failure)> TryOpenAsync(IKekProvider provider, RootKeyRecord record, CancellationToken cancellationToken)
    {
        string? failure = null;
        foreach (var wrap in record.Wraps.Where(wrap => wrap.ProviderId == provider.Id))
        {
            try
            {
                var root = await KekCalls.UnwrapAsync(provider, wrap, Purpose(record.Version), cancellationToken);
                if (root.Length == SealingKey.RootSize)
                    return (root, null);
                CryptographicOperations.ZeroMemory(root);
                failure = $"opens it to {root.Length} bytes instead of {SealingKey.RootSize}";
            }
            catch (Exception e) when (!IsCancelled(e, cancellationToken))
            {
                failure = Reason(e);
            }
        }

        return (null, failure);
    }

    /// <summary>Calls every provider once: to open the newest version, or, where it has not wrapped that, to wrap something else.</summary>
    public async Task<IReadOnlyList<KekProviderState>> ProbeAsync(RootKeyRecord? newest, CancellationToken cancellationToken)
    {
        var states = new List<KekProviderState>(providers.Count);
        foreach (var provider in providers)
        {
            var hasWrapped = newest?.Wraps.Any(wrap => wrap.ProviderId == provider.Id) ?? false;
            string? failure;
            if (hasWrapped)
            {
                (var root, failure) = await TryOpenAsync(provider, newest!, cancellationToken);
                CryptographicOperations.ZeroMemory(root);
            }
            else
            {
                (_, failure) = await TryWrapAsync(provider, RandomNumberGenerator.GetBytes(SealingKey.RootSize), version: 0, cancellationToken);
            }

            states.Add(new KekProviderState(provider.Id, hasWrapped, failure));
        }

        return states;
    }

    // The version is part of the purpose: a wrap moved to another version's record does not open. There is no version 0: it is for probes.
    private static string Purpose(int version) => $"dunes-cluster/crk/v{version}";

    // Other exceptions come from foreign code and could quote anything, so only their type is told.
    private static string Reason(Exception e) => e is RootKeyException ? e.Message.TrimEnd('.') : e.GetType().Name;

    // A provider's own time limit shows as a cancellation, too; that is a failure like others.
    private static bool IsCancelled(Exception e, CancellationToken cancellationToken) => e is OperationCanceledException && cancellationToken.IsCancellationRequested;

    private async Task<(byte[] Root, WrappedKey? Wrap)> GenerateAsync(int version, List<string> failures, CancellationToken cancellationToken)
    {
        foreach (var provider in providers)
        {
            if (provider is not IKekGenerator generator)
                continue;
            byte[]? root = null;
            try
            {
                (root, var wrap) = await KekCalls.GenerateAsync(provider, generator, SealingKey.RootSize, Purpose(version), cancellationToken);
                if (root.Length == SealingKey.RootSize && await OpensToAsync(provider, wrap, root, version, cancellationToken))
                    return (root, wrap);
                failures.Add($"{provider.Id}: does not open what it made");
            }
            catch (Exception e) when (!IsCancelled(e, cancellationToken))
            {
                failures.Add($"{provider.Id}: {Reason(e)}");
            }

            CryptographicOperations.ZeroMemory(root);
        }

        var random = GC.AllocateUninitializedArray<byte>(SealingKey.RootSize, pinned: true);
        RandomNumberGenerator.Fill(random);
        return (random, null);
    }

    private static async Task<bool> OpensToAsync(IKekProvider provider, WrappedKey wrap, byte[] root, int version, CancellationToken cancellationToken)
    {
        var opened = await KekCalls.UnwrapAsync(provider, wrap, Purpose(version), cancellationToken);
        var same = CryptographicOperations.FixedTimeEquals(opened, root);
        CryptographicOperations.ZeroMemory(opened);
        return same;
    }
}
