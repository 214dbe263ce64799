using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Sessions;

/// <summary>Makes the keys that sessions need, where they do not exist yet.</summary>
internal sealed class SessionKeys(IGrainFactory grains)
{
    private const string SealingAlgorithm = "DC2K-1";
    private const string SigningAlgorithm = "ML-DSA-65";

    /// <summary>The tenant's key for its contexts.</summary>
    public Task EnsureSealingAsync(string tenant) => EnsureAsync(KeyName.ContextSealing(tenant), new KeySpec(SealingAlgorithm, TimeSpan.FromDays(30)));

    /// <summary>One of the cluster's own signing keys.</summary>
    public Task EnsureSigningAsync(KeyName name) => EnsureAsync(name, new KeySpec(SigningAlgorithm, TimeSpan.FromDays(90)));

    private Task EnsureAsync(KeyName name, KeySpec spec) => grains.GetGrain<IKeyGrain>(name.ToString()).EnsureAsync(spec);
}
