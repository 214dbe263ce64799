using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys;
using Microsoft.Extensions.Options;

namespace Dunes.Grains.Sessions;

/// <summary>Makes the keys that sessions need, where they do not exist yet.</summary>
internal sealed class SessionKeys(IGrainFactory grains, IOptions<KeyOptions> options)
{
    /// <summary>The tenant's key for its contexts.</summary>
    public Task EnsureSealingAsync(string tenant) => EnsureAsync(KeyName.ContextSealing(tenant), new KeySpec { Algorithm = KeyAlgorithms.Dc2k1, Rotation = new(options.Value.SealingRotation) });

    /// <summary>One of the cluster's own signing keys.</summary>
    public Task EnsureSigningAsync(KeyName name) => EnsureAsync(name, new KeySpec { Algorithm = KeyAlgorithms.MlDsa65, Rotation = new(options.Value.SigningRotation) });

    private Task EnsureAsync(KeyName name, KeySpec spec) => grains.GetGrain<IKeyGrain>(name.ToString()).EnsureAsync(spec);
}
