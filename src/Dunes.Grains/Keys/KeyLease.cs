namespace Dunes.Grains.Keys;

/// <summary>A copy of a key's record that a silo may use for a while.</summary>
/// <param name="Record">The record as it was stored.</param>
/// <param name="Duration">How long it may be used: at most five seconds, counted by the silo's monotonic clock from before it asked.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.lease")]
internal sealed record KeyLease([property: Id(0)] KeyRecord Record, [property: Id(1)] TimeSpan Duration);
