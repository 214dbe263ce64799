namespace Dunes.Abstractions.Keys;

/// <summary>One signature to verify.</summary>
/// <param name="Message">As for <see cref="SignItem"/>.</param>
/// <param name="IsMu">As for <see cref="SignItem"/>.</param>
/// <param name="Context">As for <see cref="SignItem"/>.</param>
/// <param name="Signature">The signature.</param>
/// <param name="Version">The version that made it, or null for the current one.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.verify-item")]
public sealed record VerifyItem(
    [property: Id(0)] byte[] Message,
    [property: Id(1)] bool IsMu,
    [property: Id(2)] byte[] Context,
    [property: Id(3)] byte[] Signature,
    [property: Id(4)] int? Version);
