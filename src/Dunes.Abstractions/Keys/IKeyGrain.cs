using Orleans.Concurrency;

namespace Dunes.Abstractions.Keys;

/// <summary>
/// One named key of a tenant: versions, states and rotation. The grain's key is <see cref="KeyName.ToString"/>, <c>tenant/name</c>.
/// Every change is a conditional write: of two activations one wins, the other re-reads.
/// </summary>
[Alias("dunes.IKeyGrain")]
public interface IKeyGrain : IGrainWithStringKey
{
    /// <summary>Creates the key if it does not exist; the first version is durable when this returns. Conflict when it exists with another algorithm.</summary>
    [Alias("Ensure")]
    Task<KeyInfo> EnsureAsync(KeySpec spec);

    /// <summary>The key without secrets; NotFound when it does not exist.</summary>
    [Alias("Describe"), AlwaysInterleave]
    Task<KeyInfo> DescribeAsync();

    /// <summary>Adds a version now. Conflict unless the current version is <paramref name="expectedVersion"/>, so that a repeated call rotates once.</summary>
    [Alias("Rotate")]
    Task<KeyInfo> RotateAsync(int expectedVersion);

    /// <summary>The usable versions under a lease of at most five seconds; rotates first when a rotation is overdue.</summary>
    [Alias("Ring")]
    Task<KeyRing> GetRingAsync();
}
