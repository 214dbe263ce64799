using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Orleans.Concurrency;

namespace Dunes.Grains.Keys;

/// <summary>The other face of <see cref="KeyGrain"/>, for the silos' <see cref="KeyCache"/>s and for lists; same grain, same key.</summary>
[Alias("dunes.IKeyLeaseGrain")]
internal interface IKeyLeaseGrain : IGrainWithStringKey
{
    /// <summary>The key as it is now, to be used for the lease's duration; rotates and destroys first what is due. NotFound when there is no key.</summary>
    /// <param name="silo">Who asks: it is told of changes, and a change waits for it or for the end of its lease.</param>
    [Alias("Lease")]
    Task<KeyLease> LeaseAsync(SiloAddress silo);

    /// <summary>A silo has reserved usage that passes the rotation threshold of <paramref name="version"/>: rotates, if that is still current, and leases.</summary>
    [Alias("RotateForUse")]
    Task<KeyLease> RotateForUseAsync(SiloAddress silo, int version);

    /// <summary>The key without secrets, or null when there is none or the caller may not describe it: in a list that is no refusal, and no event.</summary>
    [Alias("Find"), AlwaysInterleave]
    Task<KeyInfo?> FindAsync(Principal caller);
}
