namespace Dunes.Abstractions.Keys;

/// <summary>A page of keys.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="NextCursor">Where the next page begins, or null after the last. A page may be short, or empty, and yet not the last.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.page")]
public sealed record KeyPage(
    [property: Id(0)] IReadOnlyList<KeyInfo> Keys,
    [property: Id(1)] string? NextCursor);
