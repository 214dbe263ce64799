using System.Collections.Concurrent;
using Dunes.Abstractions.Audit;

namespace Dunes.Gateway.Identity;

/// <summary>
/// Keeps a stranger from filling the log: of identical failures from one address the first hundred within a minute are
/// single events, the rest are one event that says how many they were.
/// </summary>
internal sealed class FloodGuard : IDisposable
{
    private const int SinglePerWindow = 100;
    private const int MaxSources = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ISecurityEvents events;
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private ConcurrentDictionary<(string? Address, string? Code), Count> window = new();

    public FloodGuard(ISecurityEvents events, TimeProvider time)
    {
        (this.events, this.time) = (events, time);
        timer = time.CreateTimer(_ => EndWindow(), null, Window, Window);
    }

    /// <summary>Whether this failure is to be recorded as an event of its own. If not it has been counted.</summary>
    public bool Admits(SecurityEvent failure)
    {
        // From too many addresses at once the address no longer tells anything.
        var address = window.Count < MaxSources ? failure.SourceIp : null;
        var count = window.GetOrAdd((address, failure.StatusCode), _ => new Count(failure));
        return Interlocked.Increment(ref count.Value) <= SinglePerWindow;
    }

    public void Dispose()
    {
        timer.Dispose();
        EndWindow();
    }

    private void EndWindow()
    {
        var ended = Interlocked.Exchange(ref window, new());
        foreach (var (key, count) in ended)
        {
            var suppressed = count.Value - SinglePerWindow;
            if (suppressed > 0)
            {
                events.Record(count.First with
                {
                    Id = Guid.CreateVersion7(),
                    Time = time.GetUtcNow(),
                    SourceIp = key.Address,
                    StatusDetail = $"{suppressed} more within a minute: {count.First.StatusDetail}",
                });
            }
        }
    }

    private sealed class Count(SecurityEvent first)
    {
        public SecurityEvent First { get; } = first;

        public int Value;
    }
}
