namespace Dunes.Abstractions.Keys;

/// <summary>A version of the cluster root key.</summary>
/// <param name="Version">1 or more.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ActiveFrom">When it begins to seal.</param>
/// <param name="Wraps">By which provider and which KEK it is wrapped: <c>provider/kek id</c>.</param>
[GenerateSerializer, Immutable, Alias("dunes.root.version")]
public sealed record RootKeyVersionInfo(
    [property: Id(0)] int Version,
    [property: Id(1)] DateTimeOffset CreatedAt,
    [property: Id(2)] DateTimeOffset ActiveFrom,
    [property: Id(3)] IReadOnlyList<string> Wraps);
