namespace Dunes.Abstractions.Identity;

/// <summary>Who calls: issuer and subject of a validated token, within a tenant.</summary>
/// <param name="Tenant">The owner of everything the principal touches; <c>default</c> when the token names none.</param>
/// <param name="Issuer">The token's <c>iss</c>.</param>
/// <param name="Subject">The token's <c>sub</c>.</param>
/// <param name="Client">The token's <c>client_id</c>, or the subject where there is none.</param>
/// <param name="Roles">Values of <see cref="Identity.Roles"/>.</param>
[GenerateSerializer, Immutable, Alias("dunes.principal")]
public sealed record Principal(
    [property: Id(0)] string Tenant,
    [property: Id(1)] string Issuer,
    [property: Id(2)] string Subject,
    [property: Id(3)] string Client,
    [property: Id(4)] IReadOnlyList<string> Roles)
{
    /// <summary>The tenant of a token that names none.</summary>
    public const string DefaultTenant = "default";

    /// <summary>Same issuer, subject and tenant: the token's bytes and roles may differ.</summary>
    public bool IsSameAs(Principal other) =>
        Tenant == other.Tenant && Issuer == other.Issuer && Subject == other.Subject;
}
