using System.Collections.Concurrent;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;

namespace Dunes.Gateway.Tests.Hosting;

/// <summary>Keeps what the gateway reports; can be made unavailable.</summary>
public sealed class RecordedEvents : ISecurityEvents
{
    private readonly ConcurrentQueue<(SecurityEvent Event, bool Durable)> events = new();

    public bool IsUnavailable { get; set; }

    public void Clear() => events.Clear();

    public IReadOnlyList<SecurityEvent> Of(SecurityEventType type) => [.. events.Where(e => e.Event.Type == type).Select(e => e.Event)];

    public IReadOnlyList<SecurityEvent> DurableOf(SecurityEventType type) =>
        [.. events.Where(e => e.Durable && e.Event.Type == type).Select(e => e.Event)];

    public void Record(SecurityEvent securityEvent) => events.Enqueue((securityEvent, false));

    public Task RecordDurablyAsync(SecurityEvent securityEvent)
    {
        if (IsUnavailable)
            throw new DunesException("DUNES-AUDIT-001", ErrorKind.Unavailable, "Security events cannot be stored.");
        events.Enqueue((securityEvent, true));
        return Task.CompletedTask;
    }
}
