using Dunes.Abstractions.Identity;
using Orleans.Concurrency;

namespace Dunes.Abstractions.Keys;

/// <summary>
/// One named key of a tenant: versions, states, rotation and rights. The grain's key is <see cref="KeyName.ToString"/>, <c>tenant/name</c>.
/// Every change is a conditional write: of two activations one wins, the other re-reads. Every change is an event that names the caller;
/// a caller of null is the cluster itself. NotFound when there is no such key or it is another tenant's; Forbidden (an event) when the
/// caller lacks the right that a method names.
/// </summary>
[Alias("dunes.IKeyGrain")]
public interface IKeyGrain : IGrainWithStringKey
{
    /// <summary>For the cluster's own keys: creates the key if it does not exist, else adopts the rotation. Conflict when it exists with another algorithm.</summary>
    [Alias("Ensure")]
    Task<KeyInfo> EnsureAsync(KeySpec spec);

    /// <summary>Creates the key (<see cref="KeyOperation.Manage"/>); its first version is durable when this returns. Conflict when the name is or was taken.</summary>
    [Alias("Create")]
    Task<KeyInfo> CreateAsync(Principal caller, KeySpec spec);

    /// <summary>The key without secrets (<see cref="KeyOperation.Describe"/>).</summary>
    [Alias("Describe"), AlwaysInterleave]
    Task<KeyInfo> DescribeAsync(Principal? caller);

    /// <summary>One version (<see cref="KeyOperation.Describe"/>); NotFound when there is none, or it is trimmed.</summary>
    [Alias("DescribeVersion"), AlwaysInterleave]
    Task<KeyVersionInfo> DescribeVersionAsync(Principal? caller, int version);

    /// <summary>At most <paramref name="limit"/> (1 to 1,000) versions from <paramref name="from"/> on, oldest first (<see cref="KeyOperation.Describe"/>).</summary>
    [Alias("ListVersions"), AlwaysInterleave]
    Task<IReadOnlyList<KeyVersionInfo>> ListVersionsAsync(Principal? caller, int from, int limit);

    /// <summary>Adds a version now (<see cref="KeyOperation.Rotate"/>). Conflict unless the current version is <paramref name="expectedVersion"/>, so that a repeated call rotates once.</summary>
    [Alias("Rotate")]
    Task<KeyInfo> RotateAsync(Principal? caller, int expectedVersion);

    /// <summary>Changes what may change (<see cref="KeyOperation.Manage"/>, for grants <see cref="KeyOperation.Grant"/>). In force on every silo when this returns.</summary>
    [Alias("Update")]
    Task<KeyInfo> UpdateAsync(Principal caller, KeyUpdate update);

    /// <summary>Enables the key, or one version (<see cref="KeyOperation.Manage"/>).</summary>
    [Alias("Enable")]
    Task<KeyInfo> EnableAsync(Principal caller, int? version);

    /// <summary>Disables the key, or one version (<see cref="KeyOperation.Manage"/>). When this has returned no silo performs another operation with it.</summary>
    [Alias("Disable")]
    Task<KeyInfo> DisableAsync(Principal caller, int? version);

    /// <summary>
    /// Schedules the destruction of the key, or of one version that is not current, in 0 to 30 days (<see cref="KeyOperation.Delete"/>); 0 destroys now.
    /// When this has returned no silo performs another operation with it.
    /// </summary>
    [Alias("Delete")]
    Task<KeyInfo> DeleteAsync(Principal caller, int? version, int days);

    /// <summary>Cancels a scheduled destruction; what it was for is then disabled (<see cref="KeyOperation.Delete"/>).</summary>
    [Alias("Undelete")]
    Task<KeyInfo> UndeleteAsync(Principal caller, int? version);

    /// <summary>Destroys all versions below this one for ever (<see cref="KeyOperation.Delete"/>); it may be at most both floors.</summary>
    [Alias("Trim")]
    Task<KeyInfo> TrimAsync(Principal caller, int minAvailableVersion);

    /// <summary>
    /// A version's secret as a DC2K message of suite 0x10 to an ML-KEM-1024 public key (1,568 bytes), associated data "dunes-cluster/key-export/v1"
    /// (<see cref="KeyOperation.Export"/>). Forbidden unless the key was created exportable.
    /// </summary>
    [Alias("Export")]
    Task<byte[]> ExportAsync(Principal caller, int? version, byte[] recipientPublicKey);

    /// <summary>
    /// Creates the key from a secret that was wrapped, in the format of <see cref="ExportAsync"/>, to the ML-KEM-1024 key
    /// <paramref name="wrappingKey"/> of the tenant (<see cref="KeyOperation.Manage"/>, and <see cref="KeyOperation.Decrypt"/> on the wrapping key).
    /// </summary>
    [Alias("Import")]
    Task<KeyInfo> ImportAsync(Principal caller, KeySpec spec, string wrappingKey, byte[] wrapped);

    /// <summary>All of the key, sealed under the cluster root key together with that key's wraps: any cluster that holds one of its KEKs can restore it (<see cref="KeyOperation.Backup"/>).</summary>
    [Alias("Backup")]
    Task<byte[]> BackupAsync(Principal caller);

    /// <summary>Makes the key of a backup again under this name (<see cref="KeyOperation.Backup"/>). Conflict when a key of this name exists that is not destroyed.</summary>
    [Alias("Restore")]
    Task<KeyInfo> RestoreAsync(Principal caller, byte[] backup);
}
