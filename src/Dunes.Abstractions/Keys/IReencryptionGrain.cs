using Dunes.Abstractions.Identity;
using Orleans.Concurrency;

namespace Dunes.Abstractions.Keys;

/// <summary>
/// Seals anew, under the newest version, everything that the cluster itself stores under a key: the entries of a tenant's contexts for
/// <c>tenant/context-sealing</c>; grain state, key versions and all else under the cluster root key for <c>$system/root</c>.
/// One run at a time; its progress is durable, it goes on after any crash and can be repeated at will. The grain's key is that of <see cref="IKeyGrain"/>.
/// </summary>
[Alias("dunes.IReencryptionGrain")]
public interface IReencryptionGrain : IGrainWithStringKey
{
    /// <summary>Grain key of the run for the cluster root key.</summary>
    const string RootKey = $"{KeyName.SystemTenant}/root";

    /// <summary>Starts a run, or returns the one that is going on (<see cref="KeyOperation.Manage"/>).</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="itemsPerSecond">Rate limit, 1 to 1,000,000; null: 5,000.</param>
    [Alias("Start")]
    Task<ReencryptionStatus> StartAsync(Principal caller, int? itemsPerSecond);

    /// <summary>The run that is going on or was the last (<see cref="KeyOperation.Describe"/>); NotFound when there was none.</summary>
    [Alias("Status"), AlwaysInterleave]
    Task<ReencryptionStatus> GetStatusAsync(Principal caller);
}
