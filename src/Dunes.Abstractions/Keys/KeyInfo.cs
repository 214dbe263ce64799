namespace Dunes.Abstractions.Keys;

/// <summary>A key without its secrets.</summary>
/// <param name="Tenant">Owner.</param>
/// <param name="Name">Name within the tenant.</param>
/// <param name="KeyId">Random id that the DC2K-1 header carries.</param>
/// <param name="Algorithm">See <see cref="KeySpec"/>.</param>
/// <param name="RotationPeriod">Time between versions, or null.</param>
/// <param name="NextRotationAt">When the current version is due, or null.</param>
/// <param name="Versions">All versions, oldest first; the last is current.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.info")]
public sealed record KeyInfo(
    [property: Id(0)] string Tenant,
    [property: Id(1)] string Name,
    [property: Id(2)] Guid KeyId,
    [property: Id(3)] string Algorithm,
    [property: Id(4)] TimeSpan? RotationPeriod,
    [property: Id(5)] DateTimeOffset? NextRotationAt,
    [property: Id(6)] IReadOnlyList<KeyVersionInfo> Versions)
{
    /// <summary>The version new signatures and seals are made with.</summary>
    public int CurrentVersion => Versions[^1].Version;
}
