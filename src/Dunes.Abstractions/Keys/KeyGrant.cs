namespace Dunes.Abstractions.Keys;

/// <summary>A right on one key. There is no right to deny: what is not granted is refused.</summary>
/// <param name="Kind">What <paramref name="Grantee"/> names.</param>
/// <param name="Grantee">Subject, client or role, 1 to 256 characters.</param>
/// <param name="Issuer">The subject's issuer; needed for <see cref="GranteeKind.Subject"/>, null for the others.</param>
/// <param name="Operations">What may be done.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.grant")]
public sealed record KeyGrant(
    [property: Id(0)] GranteeKind Kind,
    [property: Id(1)] string Grantee,
    [property: Id(2)] string? Issuer,
    [property: Id(3)] IReadOnlyList<KeyOperation> Operations);
