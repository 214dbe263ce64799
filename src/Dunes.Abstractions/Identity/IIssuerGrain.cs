using Orleans.Concurrency;

namespace Dunes.Abstractions.Identity;

/// <summary>Keeps the signing keys of the embedded token issuer, one set for the whole cluster. Its key is 0.</summary>
[Alias("dunes.IIssuerGrain")]
public interface IIssuerGrain : IGrainWithIntegerKey
{
    /// <summary>The keys, newest last; the first is made, and durable, when there is none yet.</summary>
    /// <remarks>
    /// Private keys go to the gateway processes, because tokens are signed there, in process, by the OAuth server.
    /// They cross the cluster's own network, as the grain calls that the tokens authorize do, and are never written by a gateway.
    /// </remarks>
    [Alias("GetKeys"), AlwaysInterleave]
    Task<IReadOnlyList<IssuerKey>> GetKeysAsync();
}
