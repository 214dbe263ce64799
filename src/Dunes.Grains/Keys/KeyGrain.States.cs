using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys.Changes;

namespace Dunes.Grains.Keys;

/// <content>Changes that callers ask for.</content>
internal sealed partial class KeyGrain
{
    public async Task<KeyInfo> UpdateAsync(Principal caller, KeyUpdate update)
    {
        // The rotation of the cluster's own keys may be changed, and nothing else of them.
        var rotationOnly = KeyUpdates.IsRotationOnly(update);
        if (update.Grants is null || KeyUpdates.NeedsManage(update))
            await RequireAsync(caller, KeyOperation.Manage, ofSystemKeys: rotationOnly);
        if (update.Grants is not null)
            await RequireAsync(caller, KeyOperation.Grant, ofSystemKeys: rotationOnly);
        await SettleAsync();
        return await ChangeAndShowAsync(caller, KeyUpdates.Apply(name, Stored, update));
    }

    public async Task<KeyInfo> EnableAsync(Principal caller, int? version)
    {
        await RequireAsync(caller, KeyOperation.Manage, ofSystemKeys: false);
        await SettleAsync();
        return await ChangeAndShowAsync(caller, KeyStates.Enable(name, Stored, version));
    }

    public async Task<KeyInfo> DisableAsync(Principal caller, int? version)
    {
        await RequireAsync(caller, KeyOperation.Manage, ofSystemKeys: false);
        await SettleAsync();
        return await ChangeAndShowAsync(caller, KeyStates.Disable(name, Stored, version));
    }

    public async Task<KeyInfo> DeleteAsync(Principal caller, int? version, int days)
    {
        await RequireAsync(caller, KeyOperation.Delete);
        KeyDeletion.RequireDays(days);
        await SettleAsync();
        (int, DateTimeOffset)? deleted = null;
        if (version is { } number)
        {
            KeyDeletion.RequireDeletable(name, Stored, number);
            deleted = (number, (await FindRowAsync(Stored, number)).CreatedAt);
        }

        return await ChangeAndShowAsync(caller, KeyDeletion.Schedule(name, Stored, deleted, days, Now));
    }

    public async Task<KeyInfo> UndeleteAsync(Principal caller, int? version)
    {
        await RequireAsync(caller, KeyOperation.Delete);
        await SettleAsync();

        // What is overdue is destroyed, even when nobody has come by to do it.
        await DoDueAsync();
        return await ChangeAndShowAsync(caller, KeyDeletion.Cancel(name, Stored, version));
    }

    public async Task<KeyInfo> TrimAsync(Principal caller, int minAvailableVersion)
    {
        await RequireAsync(caller, KeyOperation.Delete);
        await SettleAsync();
        return await ChangeAndShowAsync(caller, KeyDeletion.Trim(name, Stored, minAvailableVersion));
    }
}
