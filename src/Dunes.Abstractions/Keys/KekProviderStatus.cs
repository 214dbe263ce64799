namespace Dunes.Abstractions.Keys;

/// <summary>A KEK provider as it is now.</summary>
/// <param name="Id">For instance <c>file</c>, <c>environment</c>, <c>pkcs11</c>, <c>aws-kms</c>.</param>
/// <param name="Working">Whether it answered just now.</param>
/// <param name="Failure">Why not: code and reason, without secrets.</param>
[GenerateSerializer, Immutable, Alias("dunes.root.provider")]
public sealed record KekProviderStatus(
    [property: Id(0)] string Id,
    [property: Id(1)] bool Working,
    [property: Id(2)] string? Failure);
