using Dunes.Abstractions.Identity;
using Dunes.Gateway.Identity;
using Microsoft.AspNetCore.Authorization;

namespace Dunes.Gateway.Api;

/// <summary>Who may do what at <c>/v1</c>.</summary>
internal static class ApiPolicies
{
    /// <summary>Any caller: what it may do is decided where it is done, by grants and roles together.</summary>
    public static readonly AuthorizationPolicy Authenticated =
        new AuthorizationPolicyBuilder(BearerAuthentication.Scheme).RequireAuthenticatedUser().Build();

    /// <summary>Lists, describes and verifies contexts, reads the cluster's own keys.</summary>
    public static readonly AuthorizationPolicy Inspect = Of(Roles.Operator, Roles.Auditor, Roles.Admin);

    /// <summary>Reads what a context says.</summary>
    public static readonly AuthorizationPolicy ReadContent = Of(Roles.Auditor, Roles.Admin);

    /// <summary>Rotates the cluster's own keys.</summary>
    public static readonly AuthorizationPolicy Operate = Of(Roles.Operator, Roles.Admin);

    /// <summary>Destroys what was recorded.</summary>
    public static readonly AuthorizationPolicy Administer = Of(Roles.Admin);

    private static AuthorizationPolicy Of(params string[] roles) =>
        new AuthorizationPolicyBuilder(BearerAuthentication.Scheme).RequireAuthenticatedUser().RequireRole(roles).Build();
}
