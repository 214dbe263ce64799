namespace Dunes.Abstractions.Keys;

/// <summary>What a key is created with.</summary>
/// <param name="Algorithm"><c>ML-DSA-44</c>, <c>ML-DSA-65</c>, <c>ML-DSA-87</c> or <c>DC2K-1</c>.</param>
/// <param name="RotationPeriod">Time between versions, at least one minute, or null for none.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.spec")]
public sealed record KeySpec(
    [property: Id(0)] string Algorithm,
    [property: Id(1)] TimeSpan? RotationPeriod);
