using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys;

/// <summary>Who may do what with a key: a function of caller, name and what the key was created with.</summary>
internal static class KeyAccess
{
    /// <summary>Whether the caller may know that there is such a key. For others it does not exist: another tenant's keys are never forbidden, they are not found.</summary>
    public static bool Sees(Principal caller, KeyName name) =>
        name.Tenant == KeyName.SystemTenant
            ? caller.Roles.Any(role => role is Roles.Operator or Roles.Auditor or Roles.Admin)
            : caller.Tenant == name.Tenant;

    /// <summary>Whether the caller may do it. Of the cluster's own keys <see cref="KeyOperation.Manage"/> is their rotation and nothing else.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="name">The key.</param>
    /// <param name="spec">With the key's grants; null of a key that does not exist yet.</param>
    /// <param name="operation">What is to be done.</param>
    public static bool IsAllowed(Principal caller, KeyName name, KeySpec? spec, KeyOperation operation)
    {
        if (!Sees(caller, name))
            return false;
        if (name.Tenant == KeyName.SystemTenant)
            return caller.Roles.Any(role => MayWithSystemKey(role, operation));
        if (name == KeyName.ContextSealing(name.Tenant) && (IsUse(operation) || operation == KeyOperation.Export))
            return false;
        return caller.Roles.Any(role => MayByRole(role, operation)) || (spec is not null && spec.Grants.Any(grant => Gives(grant, caller, operation)));
    }

    private static bool MayWithSystemKey(string role, KeyOperation operation) => operation switch
    {
        KeyOperation.Describe => role is Roles.Operator or Roles.Auditor or Roles.Admin,
        KeyOperation.Rotate or KeyOperation.Manage => role is Roles.Operator or Roles.Admin,
        _ => false,
    };

    private static bool MayByRole(string role, KeyOperation operation) => role switch
    {
        Roles.Admin => true,
        Roles.Operator => operation is KeyOperation.Describe or KeyOperation.Rotate or KeyOperation.Manage or KeyOperation.Delete or KeyOperation.Backup,
        Roles.Auditor => operation is KeyOperation.Describe or KeyOperation.Verify or KeyOperation.VerifyMac,
        _ => false,
    };

    private static bool Gives(KeyGrant grant, Principal caller, KeyOperation operation) => grant.Operations.Contains(operation) && grant.Kind switch
    {
        GranteeKind.Subject => grant.Grantee == caller.Subject && grant.Issuer == caller.Issuer,
        GranteeKind.Client => grant.Grantee == caller.Client,
        GranteeKind.Role => caller.Roles.Contains(grant.Grantee),
        _ => false,
    };

    private static bool IsUse(KeyOperation operation) => operation is >= KeyOperation.Sign and <= KeyOperation.VerifyMac;
}
