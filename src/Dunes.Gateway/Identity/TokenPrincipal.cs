using System.Security.Claims;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;

namespace Dunes.Gateway.Identity;

/// <summary>Reads the caller from a validated token's claims.</summary>
internal static class TokenPrincipal
{
    /// <summary>Claim that names the tenant.</summary>
    public const string TenantClaim = "tenant";

    /// <summary>Claim that carries a role; may stand several times.</summary>
    public const string RoleClaim = "role";

    private const int LongestSubject = 256;

    /// <summary>The caller, or null when subject, client or tenant are not acceptable. Unknown roles give no right and are left out.</summary>
    public static Principal? Read(ClaimsPrincipal user)
    {
        var issuer = user.FindFirstValue("iss");
        var subject = user.FindFirstValue("sub");
        var client = user.FindFirstValue("client_id") ?? subject;
        var tenant = user.FindFirstValue(TenantClaim) ?? Principal.DefaultTenant;
        if (issuer is null || subject is not { Length: > 0 and <= LongestSubject } || client is not { Length: > 0 and <= LongestSubject })
            return null;
        // IsPart admits no '$': no token can name the cluster's own tenant.
        if (!KeyName.IsPart(tenant))
            return null;
        var roles = new List<string>(1);
        foreach (var claim in user.FindAll(RoleClaim))
        {
            if (Roles.All.Contains(claim.Value) && !roles.Contains(claim.Value))
                roles.Add(claim.Value);
        }
        return new Principal(tenant, issuer, subject, client, roles);
    }
}
