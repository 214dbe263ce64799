namespace Dunes.Abstractions.Keys;

/// <summary>One message to sign.</summary>
/// <param name="Message">The message; or, of an ML-DSA key, its external mu (64 bytes, FIPS 204 section 6.2) when <paramref name="IsMu"/>.</param>
/// <param name="IsMu">Whether <paramref name="Message"/> is mu; <paramref name="Context"/> is then in it already and must be empty.</param>
/// <param name="Context">The caller's part of the context string; may be empty.</param>
/// <param name="Deterministic">Without fresh randomness (FIPS 204 section 3.4); the default is hedged.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.sign-item")]
public sealed record SignItem(
    [property: Id(0)] byte[] Message,
    [property: Id(1)] bool IsMu,
    [property: Id(2)] byte[] Context,
    [property: Id(3)] bool Deterministic);
