using Dunes.Abstractions.Identity;

namespace Dunes.Grains.Tests.Keys;

/// <summary>Principals of the tenant <c>t</c>.</summary>
internal static class Callers
{
    public static readonly Principal Admin = Of(Roles.Admin);
    public static readonly Principal Operator = Of(Roles.Operator);
    public static readonly Principal Auditor = Of(Roles.Auditor);
    public static readonly Principal Agent = Of(Roles.Agent);
    public static readonly Principal Stranger = Admin with { Tenant = "other" };

    public static Principal Of(params string[] roles) => new("t", "issuer", $"sub-{roles[0]}", "client", roles);
}
