using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys;

namespace Dunes.Grains.Tests.Keys;

public sealed class KeyAccessTests
{
    private static readonly KeyName Key = new("t", "k");
    private static readonly KeyOperation[] All = Enum.GetValues<KeyOperation>();

    private static readonly Dictionary<string, KeyOperation[]> ByRole = new()
    {
        [Roles.Agent] = [],
        [Roles.Auditor] = [KeyOperation.Describe, KeyOperation.Verify, KeyOperation.VerifyMac],
        [Roles.Operator] = [KeyOperation.Describe, KeyOperation.Rotate, KeyOperation.Manage, KeyOperation.Delete, KeyOperation.Backup],
        [Roles.Admin] = All,
    };

    [Fact]
    public void A_role_may_do_what_it_is_for_and_nothing_else()
    {
        foreach (var (role, allowed) in ByRole)
            Assert.Equal(allowed, Allowed(Callers.Of(role), Key, KeyTesting.Mac));
        Assert.Equal(
            ByRole[Roles.Auditor].Union(ByRole[Roles.Operator]).Order(), Allowed(Callers.Of(Roles.Auditor, Roles.Operator, Roles.Agent), Key, KeyTesting.Mac));
        Assert.Empty(Allowed(Callers.Of("made-up"), Key, KeyTesting.Mac));
    }

    [Fact]
    public void A_grant_of_any_operation_adds_that_operation_for_its_grantee_and_nobody_else()
    {
        KeyGrant[] grants =
        [
            new(GranteeKind.Subject, "sub-agent", "issuer", []), new(GranteeKind.Client, "client", null, []), new(GranteeKind.Role, Roles.Agent, null, []),
        ];
        foreach (var operation in All)
        {
            foreach (var grant in grants)
            {
                var spec = KeyTesting.Mac with { Grants = [grant with { Operations = [operation] }] };
                Assert.Equal([operation], Allowed(Callers.Agent, Key, spec));
                var other = Callers.Agent with { Subject = "x", Client = "x", Roles = ["x"] };
                Assert.Empty(Allowed(other, Key, spec));
                Assert.Empty(Allowed(Callers.Agent with { Tenant = "other" }, Key, spec));
            }
        }

        var bySubject = KeyTesting.Mac with { Grants = [grants[0] with { Operations = [KeyOperation.Sign] }] };
        Assert.Empty(Allowed(Callers.Agent with { Issuer = "another" }, Key, bySubject));
    }

    [Fact]
    public void Another_tenants_keys_do_not_exist_and_nothing_is_allowed()
    {
        Assert.False(KeyAccess.Sees(Callers.Stranger, Key));
        Assert.True(KeyAccess.Sees(Callers.Agent, Key));
        Assert.Empty(Allowed(Callers.Stranger, Key, KeyTesting.Mac));
    }

    [Fact]
    public void The_clusters_own_keys_are_seen_and_rotated_by_those_who_run_it()
    {
        foreach (var (role, allowed) in new Dictionary<string, KeyOperation[]>
        {
            [Roles.Agent] = [],
            [Roles.Auditor] = [KeyOperation.Describe],
            [Roles.Operator] = [KeyOperation.Describe, KeyOperation.Rotate, KeyOperation.Manage],
            [Roles.Admin] = [KeyOperation.Describe, KeyOperation.Rotate, KeyOperation.Manage],
        })
        {
            Assert.Equal(allowed, Allowed(Callers.Of(role), KeyName.Documents, KeyTesting.Mac));
            Assert.Equal(role != Roles.Agent, KeyAccess.Sees(Callers.Of(role), KeyName.Documents));
        }
    }

    [Fact]
    public void Nobody_uses_the_key_that_seals_the_tenants_contexts()
    {
        var spec = KeyTesting.Sealing with { Grants = [new(GranteeKind.Role, Roles.Admin, null, All)] };
        Assert.Equal(
            [KeyOperation.Describe, KeyOperation.Rotate, KeyOperation.Manage, KeyOperation.Grant, KeyOperation.Delete, KeyOperation.Backup],
            Allowed(Callers.Admin, KeyName.ContextSealing("t"), spec));
    }

    private static KeyOperation[] Allowed(Principal caller, KeyName name, KeySpec spec) => [.. All.Where(operation => KeyAccess.IsAllowed(caller, name, spec, operation))];
}
