namespace Dunes.Abstractions.Keys;

/// <summary>Whether a signature or code is good. A bad one is an answer, not an error.</summary>
/// <param name="Version">The version that was asked; 0 after an error.</param>
/// <param name="Valid">Whether it is good.</param>
/// <param name="Error">Why it could not be told, or null.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.validity")]
public sealed record KeyValidityResult(
    [property: Id(0)] int Version,
    [property: Id(1)] bool Valid,
    [property: Id(2)] KeyItemError? Error);
