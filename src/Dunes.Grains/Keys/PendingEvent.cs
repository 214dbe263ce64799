using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Identity;

namespace Dunes.Grains.Keys;

/// <summary>An event that is stored with the change it tells of, until it is durable in the log.</summary>
/// <param name="Id">The event's id: repeated under the same id it is stored once.</param>
/// <param name="Type">What happened.</param>
/// <param name="Time">When.</param>
/// <param name="Actor">Who did it, or null for the cluster itself.</param>
/// <param name="Detail">A phrase without secrets.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.pending-event")]
internal sealed record PendingEvent(
    [property: Id(0)] Guid Id,
    [property: Id(1)] SecurityEventType Type,
    [property: Id(2)] DateTimeOffset Time,
    [property: Id(3)] Principal? Actor,
    [property: Id(4)] string Detail);
