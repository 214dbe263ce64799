using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Changes;

/// <summary>What a request or the time makes of a record. Decided without side effects; it is so once the record is written.</summary>
/// <param name="Next">The record as it is to be, but for epoch and event.</param>
/// <param name="Type">The event.</param>
/// <param name="Detail">Of the event; a phrase without secrets.</param>
/// <param name="Restricts">Whether something may be forbidden by it: then every silo has to know before it counts as done.</param>
internal sealed record KeyChange(KeyRecord Next, SecurityEventType Type, string Detail, bool Restricts)
{
    /// <summary>The record to write: with the next epoch, the times since when something is not enabled, and the event that goes with it.</summary>
    public KeyRecord Record(Principal? actor, DateTimeOffset now) => Next with
    {
        Epoch = Next.Epoch + 1,
        DisabledAt = Next.State == KeyState.Enabled ? null : Next.DisabledAt ?? now,
        Exceptions = Next.Exceptions.ToDictionary(version => version.Key, version => version.Value with { DisabledAt = version.Value.DisabledAt ?? now }),
        PendingEvents = [.. Next.PendingEvents, new PendingEvent(Guid.CreateVersion7(now), Type, now, actor, Detail)],
    };
}
