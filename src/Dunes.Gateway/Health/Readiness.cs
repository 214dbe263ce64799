using Dunes.Abstractions.Identity;
using Microsoft.Extensions.Logging;

namespace Dunes.Gateway.Health;

/// <summary>Whether the cluster answers a cheap call: the issuer's keys, which lie in a grain's memory.</summary>
internal sealed partial class Readiness(IClusterClient cluster, TimeProvider time, ILogger<Readiness> log)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private Task<bool> probe = Task.FromResult(false);
    private long? probedAt;

    /// <summary>The last answer, if it is not older than a second; else a new one, for all who ask meanwhile.</summary>
    public Task<bool> CheckAsync()
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

    private async Task<bool> ProbeAsync()
    {
        // Not on the caller's stack: a call that throws at once must not do so under the lock.
        await Task.Yield();
        try
        {
            await cluster.GetGrain<IIssuerGrain>(0).GetKeysAsync().WaitAsync(Patience, time);
            return true;
        }
        catch (Exception e)
        {
            NotReady(e);
            return false;
        }
    }
}
