using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys.Changes;
using Dunes.Storage.Keys;

namespace Dunes.Grains.Keys;

/// <content>How a key comes to be.</content>
internal sealed partial class KeyGrain
{
    public async Task<KeyInfo> EnsureAsync(KeySpec spec)
    {
        KeySpecCheck.Run(name, spec);
        if (!Exists)
            return await MakeAsync(null, spec, SecurityEventType.KeyCreated, null);
        KeyStates.RequireNotDestroyed(name, Stored);
        if (Stored.Spec.Algorithm != spec.Algorithm)
            throw KeyErrors.OtherAlgorithm(name, Stored.Spec.Algorithm);
        await SettleAsync();
        return await ChangeAndShowAsync(null, Stored.Spec.Rotation == spec.Rotation ? null : KeyUpdates.Apply(name, Stored, new KeyUpdate { Rotation = spec.Rotation }));
    }

    public async Task<KeyInfo> CreateAsync(Principal caller, KeySpec spec)
    {
        await RequireCreatableAsync(caller, spec);
        return await MakeAsync(caller, spec, SecurityEventType.KeyCreated, null);
    }

    private async Task RequireCreatableAsync(Principal caller, KeySpec spec)
    {
        await RequireAsync(caller, KeyOperation.Manage, exists: false, ofSystemKeys: false);
        if (spec.Grants.Count > 0)
            await RequireAsync(caller, KeyOperation.Grant, exists: false, ofSystemKeys: false);
        KeySpecCheck.Run(name, spec);
        if (Exists)
            throw KeyErrors.Taken(name);
    }

    // In this order a crash leaves at most a name in the lists that is not found, and a row of a key that never was.
    private async Task<KeyInfo> MakeAsync(Principal? caller, KeySpec spec, SecurityEventType type, byte[]? secret)
    {
        var (keyId, createdAt) = (Guid.NewGuid(), DateTimeOffset.FromUnixTimeMilliseconds(Now.ToUnixTimeMilliseconds()));
        await services.Material.PrepareToWrapAsync();
        var row = secret is null
            ? services.Material.Create(keyId, spec.Algorithm, 1, createdAt)
            : services.Material.Wrap(keyId, spec.Algorithm, 1, createdAt, secret);
        await OnStoreAsync(() => services.Index.AddAsync(new KeyRow(name.Tenant, name.Name, keyId), CancellationToken.None));
        await OnStoreAsync(() => services.Versions.TryAddAsync(row, CancellationToken.None));
        await ChangeAsync(caller, KeyCreation.First(keyId, KeySpecCheck.Stored(spec), createdAt, type));
        return await InfoAsync();
    }
}
