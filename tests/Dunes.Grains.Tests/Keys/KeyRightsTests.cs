using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Tests.Hosting;

namespace Dunes.Grains.Tests.Keys;

/// <summary>Every call of a key's grain by every role: who is let in, and that every refusal is an event.</summary>
public sealed class KeyRightsTests : IAsyncLifetime
{
    private static readonly (string Call, KeyOperation Right, Func<IKeyGrain, Principal, Task> Run)[] Calls =
    [
        ("describe", KeyOperation.Describe, (key, caller) => key.DescribeAsync(caller)),
        ("describe version", KeyOperation.Describe, (key, caller) => key.DescribeVersionAsync(caller, 1)),
        ("list versions", KeyOperation.Describe, (key, caller) => key.ListVersionsAsync(caller, 1, 10)),
        ("rotate", KeyOperation.Rotate, (key, caller) => key.RotateAsync(caller, 99)),
        ("update", KeyOperation.Manage, (key, caller) => key.UpdateAsync(caller, new KeyUpdate { Description = "x" })),
        ("update nothing", KeyOperation.Manage, (key, caller) => key.UpdateAsync(caller, new KeyUpdate())),
        ("update grants", KeyOperation.Grant, (key, caller) => key.UpdateAsync(caller, new KeyUpdate { Grants = [] })),
        ("enable", KeyOperation.Manage, (key, caller) => key.EnableAsync(caller, null)),
        ("disable", KeyOperation.Manage, (key, caller) => key.DisableAsync(caller, 1)),
        ("delete", KeyOperation.Delete, (key, caller) => key.DeleteAsync(caller, 1, 31)),
        ("undelete", KeyOperation.Delete, (key, caller) => key.UndeleteAsync(caller, null)),
        ("trim", KeyOperation.Delete, (key, caller) => key.TrimAsync(caller, 1)),
        ("export", KeyOperation.Export, (key, caller) => key.ExportAsync(caller, null, [])),
        ("backup", KeyOperation.Backup, (key, caller) => key.BackupAsync(caller)),
        ("restore", KeyOperation.Backup, (key, caller) => key.RestoreAsync(caller, [])),
        ("create", KeyOperation.Manage, (key, caller) => key.CreateAsync(caller, KeyTesting.Mac)),
        ("import", KeyOperation.Manage, (key, caller) => key.ImportAsync(caller, KeyTesting.Mac, "w", [])),
    ];

    private TestDatabase database = null!;
    private TestSilo silo = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        silo = await TestSilo.StartAsync(database);
    }

    public async ValueTask DisposeAsync()
    {
        await silo.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_call_needs_its_right_and_a_refusal_is_an_event()
    {
        var key = silo.Key("t/rights");
        await key.CreateAsync(Callers.Admin, KeyTesting.Mac with { Exportable = true });
        var refused = 0;
        foreach (var (call, right, run) in Calls)
        {
            foreach (var caller in (Principal[])[Callers.Agent, Callers.Auditor, Callers.Operator, Callers.Admin])
            {
                var allowed = Grains.Keys.KeyAccess.IsAllowed(caller, new("t", "rights"), KeyTesting.Mac, right);
                var code = await CodeAsync(() => run(key, caller));
                Assert.True(allowed == (code != "DUNES-KEY-010"), $"{call} by {caller.Roles[0]}: {code}");
                refused += allowed ? 0 : 1;
            }
        }

        Assert.True(refused > 30);
        var events = await silo.EventsAsync("authz.denied", "t/rights");
        Assert.Equal(refused, events.Count);
        Assert.Contains(events, row => row is { ActorUid: "issuer sub-agent", StatusCode: "DUNES-KEY-010", Operation: "Rotate" });
    }

    [Fact]
    public async Task Another_tenant_finds_nothing_and_is_reported()
    {
        var key = silo.Key("t/hidden");
        await key.CreateAsync(Callers.Admin, KeyTesting.Mac);
        foreach (var (call, _, run) in Calls)
            Assert.True(await CodeAsync(() => run(key, Callers.Stranger)) == "DUNES-KEY-002", call);
        Assert.Equal(Calls.Length, (await silo.EventsAsync("authz.denied", "t/hidden")).Count);
    }

    [Fact]
    public async Task A_grant_gives_what_it_names_until_it_is_taken()
    {
        var key = silo.Key("t/granted");
        await key.CreateAsync(Callers.Admin, KeyTesting.Mac with { Grants = [new(GranteeKind.Client, "client", null, [KeyOperation.Rotate])] });
        Assert.Equal(2, (await key.RotateAsync(Callers.Agent, 1)).CurrentVersion);
        Assert.Equal("DUNES-KEY-010", await CodeAsync(() => key.DescribeAsync(Callers.Agent)));
        await key.UpdateAsync(Callers.Admin, new KeyUpdate { Grants = [] });
        Assert.Equal("DUNES-KEY-010", await CodeAsync(() => key.RotateAsync(Callers.Agent, 2)));
    }

    [Fact]
    public async Task An_operator_gives_itself_no_rights()
    {
        var grants = KeyTesting.Mac with { Grants = [new(GranteeKind.Role, Roles.Operator, null, [KeyOperation.Mac])] };
        Assert.Equal("DUNES-KEY-010", await CodeAsync(() => silo.Key("t/own").CreateAsync(Callers.Operator, grants)));
        await silo.Key("t/own").CreateAsync(Callers.Operator, KeyTesting.Mac);
        Assert.Equal("DUNES-KEY-010", await CodeAsync(() => silo.Key("t/own").UpdateAsync(Callers.Operator, new KeyUpdate { Description = "x", Grants = grants.Grants })));
    }

    [Fact]
    public async Task Of_the_clusters_own_keys_the_rotation_can_be_changed_and_nothing_else()
    {
        var key = silo.Key(KeyName.Documents.ToString());
        Assert.Equal(TimeSpan.FromDays(5), (await key.UpdateAsync(Callers.Operator, new KeyUpdate { Rotation = new(TimeSpan.FromDays(5)) })).Spec.Rotation.Period);
        Assert.Equal(2, (await key.RotateAsync(Callers.Operator, 1)).CurrentVersion);
        foreach (var call in (Func<Task>[])[
            () => key.UpdateAsync(Callers.Admin, new KeyUpdate { Rotation = KeyRotation.Never, Description = "x" }),
            () => key.UpdateAsync(Callers.Admin, new KeyUpdate { Grants = [] }),
            () => key.DisableAsync(Callers.Admin, null),
            () => key.DeleteAsync(Callers.Admin, null, 0),
            () => key.BackupAsync(Callers.Admin),
            () => key.ExportAsync(Callers.Admin, null, []),
            () => silo.Key("$system/mine").CreateAsync(Callers.Admin, KeyTesting.Mac),
        ])
        {
            Assert.Equal("DUNES-KEY-010", await CodeAsync(call));
        }

        Assert.Equal("DUNES-KEY-002", await CodeAsync(() => key.DescribeAsync(Callers.Agent)));
    }

    private static async Task<string> CodeAsync(Func<Task> call)
    {
        try
        {
            await call();
            return "";
        }
        catch (DunesException e)
        {
            return e.Code;
        }
    }
}
