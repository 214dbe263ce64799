using System.Collections.Concurrent;
using Dunes.Abstractions.Audit;

namespace Dunes.Grains.Tests.Sessions;

/// <summary>Keeps what is reported. The audit trail has tests of its own.</summary>
internal sealed class CollectedEvents : ISecurityEvents
{
    private readonly ConcurrentQueue<SecurityEvent> events = new();

    public IEnumerable<SecurityEvent> Of(SecurityEventType type) => events.Where(e => e.Type == type);

    public void Record(SecurityEvent securityEvent) => events.Enqueue(securityEvent);

    public Task RecordDurablyAsync(SecurityEvent securityEvent)
    {
        events.Enqueue(securityEvent);
        return Task.CompletedTask;
    }
}
