namespace Dunes.Abstractions.Keys;

/// <summary>Progress of a run.</summary>
/// <param name="TargetVersion">Version that everything is sealed under when it has finished.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it finished, or null.</param>
/// <param name="Total">Items that were to be done, as counted at the start.</param>
/// <param name="Done">Items done so far.</param>
/// <param name="Failed">Items that could not be opened; each is a finding and an event, and holds nothing up.</param>
/// <param name="LastError">Why it does not get on just now, or null; it is tried again.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.reencryption")]
public sealed record ReencryptionStatus(
    [property: Id(0)] int TargetVersion,
    [property: Id(1)] DateTimeOffset StartedAt,
    [property: Id(2)] DateTimeOffset? FinishedAt,
    [property: Id(3)] long Total,
    [property: Id(4)] long Done,
    [property: Id(5)] long Failed,
    [property: Id(6)] string? LastError);
