namespace Dunes.Abstractions.Keys;

/// <summary>An epoch-stamped copy of a key's usable versions, for the workers that do the arithmetic.</summary>
/// <param name="Epoch">Grows with every change of the key.</param>
/// <param name="Info">The key.</param>
/// <param name="Versions">All versions, oldest first.</param>
/// <param name="LeaseUntil">The copy MUST NOT be used after this instant.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.ring")]
public sealed record KeyRing(
    [property: Id(0)] long Epoch,
    [property: Id(1)] KeyInfo Info,
    [property: Id(2)] IReadOnlyList<WrappedKeyVersion> Versions,
    [property: Id(3)] DateTimeOffset LeaseUntil);
