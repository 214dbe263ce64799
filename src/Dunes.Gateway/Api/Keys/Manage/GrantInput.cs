using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;

namespace Dunes.Gateway.Api.Keys.Manage;

/// <summary>A right on the key. There is no right to deny: what is not granted is refused.</summary>
internal sealed record GrantInput
{
    /// <summary>What the grantee is.</summary>
    public required GranteeKind Kind { get; init; }

    /// <summary>Subject (<c>sub</c>), client (<c>client_id</c>) or role, 1 to 256 characters.</summary>
    public required string Grantee { get; init; }

    /// <summary>The subject's issuer (<c>iss</c>); needed for a subject, absent for the others.</summary>
    public string? Issuer { get; init; }

    /// <summary>What may be done.</summary>
    public required IReadOnlyList<KeyOperation> Operations { get; init; }

    // The serializer does not look into collections for nulls.
    internal static IReadOnlyList<KeyGrant> ToGrants(IReadOnlyList<GrantInput> grants) => grants.Contains(null)
        ? throw new DunesException("DUNES-KEY-064", ErrorKind.Invalid, "A grant is null.")
        : [.. grants.Select(grant => new KeyGrant(grant.Kind, grant.Grantee, grant.Issuer, grant.Operations))];
}
