using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Microsoft.Extensions.Logging;

namespace Dunes.Gateway.Health;

/// <summary>Whether the cluster can serve: it has opened its root key, and answers a cheap call, the issuer's keys, which lie in a grain's memory.</summary>
internal sealed partial class Readiness(IClusterClient cluster, TimeProvider time, ILogger<Readiness> log)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private Task<ClusterHealth> probe = Task.FromResult(ClusterHealth.Silent);
    private long? probedAt;

    /// <summary>The last answer, if it is not older than a second; else a new one, for all who ask meanwhile.</summary>
    public Task<ClusterHealth> CheckAsync()
    {
        lock (gate)
        {
            if (probedAt is not { } at || (probe.IsCompleted && time.GetElapsedTime(at) >= Fresh))
            {
                probedAt = time.GetTimestamp();
                probe = ProbeAsync();
            }
            return probe;
        }
    }

    private async Task<ClusterHealth> ProbeAsync()
    {
        // Not on the caller's stack: a call that throws at once must not do so under the lock.
        await Task.Yield();
        try
        {
            var root = await cluster.GetGrain<IRootKeyGrain>(0).GetStatusAsync(caller: null).WaitAsync(Patience, time);
            if (root.Sealed)
                return ClusterHealth.SealedBy(root.Providers);
            await cluster.GetGrain<IIssuerGrain>(0).GetKeysAsync().WaitAsync(Patience, time);
            return ClusterHealth.Ready;
        }
        catch (DunesException e) when (e.Code == ClusterHealth.SealedCode)
        {
            // Another silo than the one that was asked.
            return ClusterHealth.SealedBy([]);
        }
        catch (Exception e)
        {
            NotReady(e);
            return ClusterHealth.Silent;
        }
    }
}
