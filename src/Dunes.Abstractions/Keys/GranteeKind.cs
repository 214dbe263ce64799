namespace Dunes.Abstractions.Keys;

/// <summary>Who is granted something: what the grantee of a grant names.</summary>
public enum GranteeKind
{
    /// <summary>One subject (<c>sub</c>) of an issuer.</summary>
    Subject,

    /// <summary>All tokens of one client (<c>client_id</c>).</summary>
    Client,

    /// <summary>All principals of the tenant with a role.</summary>
    Role,
}
