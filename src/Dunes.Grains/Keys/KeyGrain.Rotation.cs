using System.Security.Cryptography;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys.Changes;

namespace Dunes.Grains.Keys;

/// <content>New versions.</content>
internal sealed partial class KeyGrain
{
    public async Task<KeyInfo> RotateAsync(Principal? caller, int expectedVersion)
    {
        await RequireAsync(caller, KeyOperation.Rotate);
        KeyCreation.RequireRotatable(name, Stored);
        if (Stored.CurrentVersion != expectedVersion)
            throw KeyErrors.OtherVersion(name, Stored.CurrentVersion);
        await AddVersionAsync(caller);
        return await InfoAsync();
    }

    // A row of the next version that is there already was left by a crash or made by a faster activation: it is the version then.
    private async Task AddVersionAsync(Principal? caller)
    {
        await SettleAsync();
        var record = Stored;
        var since = RotationPolicy.TimeOfNext(Now, record);
        var next = record.CurrentVersion + 1;
        await services.Material.PrepareToWrapAsync();
        var row = services.Material.Create(record.KeyId, record.Spec.Algorithm, next, since);
        if (!await OnStoreAsync(() => services.Versions.TryAddAsync(row, CancellationToken.None)))
            CryptographicOperations.ZeroMemory(services.Material.Open(name, await FindRowAsync(record, next)));
        await ChangeAsync(caller, KeyCreation.Next(record, since));
        LogRotated(logger, name, next);
    }

    // What time demands: first what is to be destroyed, because a key that is destroyed is not rotated.
    private async Task DoDueAsync()
    {
        if (KeyDeletion.Due(Stored, Now) is { } destruction)
        {
            await SettleAsync();
            await ChangeAsync(null, destruction);
        }

        if (RotationPolicy.IsDue(Now, Stored))
            await AddVersionAsync(null);
    }
}
