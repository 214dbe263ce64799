using Dunes.Abstractions.Identity;

namespace Dunes.Abstractions.Keys;

/// <summary>
/// The cluster root key (CRK) and what wraps it. A stateless worker, key 0; changes are conditional writes. Needs the role operator or admin,
/// to look also auditor; Forbidden (an event) for others. Works as far as it can while the cluster is sealed.
/// </summary>
[Alias("dunes.IRootKeyGrain")]
public interface IRootKeyGrain : IGrainWithIntegerKey
{
    /// <summary>Versions, wraps and providers, as the silo that answers sees them.</summary>
    [Alias("Status")]
    Task<RootKeyStatus> GetStatusAsync(Principal? caller);

    /// <summary>Adds a version, wrapped by every provider that works. It seals from the status' <see cref="RootKeyVersionInfo.ActiveFrom"/> on, when every silo has it.</summary>
    [Alias("Rotate")]
    Task<RootKeyStatus> RotateAsync(Principal caller, int expectedVersion);

    /// <summary>Wraps every version anew by every configured provider, and forgets the old wraps of these providers: after a KEK has changed.</summary>
    [Alias("Rewrap")]
    Task<RootKeyStatus> RewrapAsync(Principal caller);

    /// <summary>Wraps every version by a configured provider that has not wrapped them yet.</summary>
    [Alias("AddProvider")]
    Task<RootKeyStatus> AddProviderAsync(Principal caller, string provider);

    /// <summary>Forgets a provider's wraps. Conflict when no other provider that works has wrapped every version.</summary>
    [Alias("RemoveProvider")]
    Task<RootKeyStatus> RemoveProviderAsync(Principal caller, string provider);

    /// <summary>Destroys an old version for ever. Conflict while anything is sealed under it: re-encrypt first.</summary>
    [Alias("Destroy")]
    Task<RootKeyStatus> DestroyAsync(Principal caller, int version);
}
