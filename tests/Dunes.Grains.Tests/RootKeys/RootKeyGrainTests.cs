using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Sealing;
using Dunes.Grains.Keys;
using Dunes.Grains.RootKeys;
using Dunes.Grains.State;
using Dunes.Grains.Tests.Hosting;
using Dunes.Storage.Keys;
using Dunes.Storage.RootKeys;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Grains.Tests.RootKeys;

public sealed class RootKeyGrainTests : IAsyncLifetime
{
    private static readonly Principal Operator = Caller(Roles.Operator);
    private readonly TestVariable variable = TestVariable.New();
    private TestDatabase database = null!;
    private TestSilo silo = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        silo = await TestSilo.StartAsync(database);
    }

    public async ValueTask DisposeAsync()
    {
        variable.Clear();
        await silo.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_rotation_seals_in_all_silos_from_one_instant_and_everything_stays_readable()
    {
        await using var other = await TestSilo.StartAsync(database);
        var issuer = await IssuerIdAsync(silo);
        var status = await Root(silo).RotateAsync(Operator, 1);
        Assert.Equal((1, 2), (status.CurrentVersion, status.Versions.Count));
        Assert.Equal(silo.Time.GetUtcNow() + TimeSpan.FromSeconds(30), status.Versions[1].ActiveFrom);
        await AssertRefusedAsync("DUNES-ROOT-010", ErrorKind.Conflict, () => Root(silo).RotateAsync(Operator, 1));

        await Eventually.TrueAsync(
            async () =>
            {
                other.Time.Advance(TimeSpan.FromSeconds(1));
                return (await Root(other).GetStatusAsync(null)).Versions.Count == 2 && other.Services.GetRequiredService<RootKeyService>().Ring.Has(2);
            },
            "the other silo has found the version");
        silo.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(2, (await Root(silo).GetStatusAsync(null)).CurrentVersion);
        Assert.Equal(issuer, await IssuerIdAsync(other));
        await Eventually.TrueAsync(async () => await database.CountEventsAsync("root_key.rotated") >= 1, "the rotation is an event");
    }

    [Fact]
    public async Task A_silo_opens_what_another_has_sealed_under_a_version_it_has_not_heard_of()
    {
        await using var other = await TestSilo.StartAsync(database);
        await Root(silo).RotateAsync(Operator, 1);
        silo.Time.Advance(TimeSpan.FromSeconds(30));
        var issuer = await IssuerIdAsync(silo);
        Assert.True(SealedHeader.TryRead(await RowAsync(), out var header));
        Assert.Equal(2, header.Version);

        // The other's clock has stood still: it has not polled.
        Assert.Equal(issuer, await IssuerIdAsync(other));
    }

    [Fact]
    public async Task A_version_is_destroyed_only_when_nothing_is_sealed_under_it_and_the_rest_stays_readable()
    {
        var issuer = await IssuerIdAsync(silo);
        await AssertRefusedAsync("DUNES-ROOT-015", ErrorKind.Conflict, () => Root(silo).DestroyAsync(Operator, 1));
        await Root(silo).RotateAsync(Operator, 1);
        silo.Time.Advance(TimeSpan.FromSeconds(31));
        await AssertRefusedAsync("DUNES-ROOT-015", ErrorKind.Conflict, () => Root(silo).DestroyAsync(Operator, 1));
        silo.Time.Advance(TimeSpan.FromMinutes(1));
        await AssertRefusedAsync("DUNES-ROOT-016", ErrorKind.Conflict, () => Root(silo).DestroyAsync(Operator, 1));
        await AssertRefusedAsync("DUNES-ROOT-014", ErrorKind.NotFound, () => Root(silo).DestroyAsync(Operator, 7));

        var sealedStore = silo.Services.GetRequiredService<IRootSealedStore>();
        var resealer = silo.Services.GetRequiredService<StateResealer>();
        foreach (var row in await sealedStore.ScanStateAsync(2, null, 100, CancellationToken.None))
        {
            Assert.True(await resealer.ResealAsync(row, CancellationToken.None));
            Assert.False(await resealer.ResealAsync(row, CancellationToken.None));
        }

        await AssertRefusedAsync("DUNES-ROOT-016", ErrorKind.Conflict, () => Root(silo).DestroyAsync(Operator, 1));
        var versions = silo.Services.GetRequiredService<IKeyVersionStore>();
        foreach (var row in await versions.ScanAsync(Guid.Empty, 0, 100, CancellationToken.None))
            Assert.True(await versions.TryRewrapAsync(row, silo.Services.GetRequiredService<KeyMaterial>().Rewrap(KeyName.Documents, row), CancellationToken.None));
        var status = await Root(silo).DestroyAsync(Operator, 1);
        Assert.Equal(2, Assert.Single(status.Versions).Version);
        await silo.ForgetAsync(silo.Grains.GetGrain<IIssuerGrain>(0));
        Assert.Equal(issuer, await IssuerIdAsync(silo));
        await using var restarted = await TestSilo.StartAsync(database);
        Assert.Equal(issuer, await IssuerIdAsync(restarted));
        Assert.Equal(1, (await restarted.Key("$system/documents").DescribeAsync(null)).CurrentVersion);
        await Eventually.TrueAsync(async () => await database.CountEventsAsync("root_key.destroyed") >= 1, "the destruction is an event");
    }

    [Fact]
    public async Task A_row_with_another_label_is_not_resealed_as_anothers()
    {
        await IssuerIdAsync(silo);
        var row = Assert.Single(await silo.Services.GetRequiredService<IRootSealedStore>().ScanStateAsync(2, null, 100, CancellationToken.None), row => row.StateName == "issuer");
        Assert.True(LabelledState.TryRead(row.Payload, out var message, out var grainId));
        var resealer = silo.Services.GetRequiredService<StateResealer>();
        byte[][] payloads =
        [
            LabelledState.Join(message.Span, GrainId.Create(grainId.Type, "1")), message.ToArray(), [], [0], row.Payload[..^1], row.Payload[1..],
        ];
        foreach (var payload in payloads)
        {
            var e = await Assert.ThrowsAsync<DunesException>(() => resealer.ResealAsync(row with { Payload = payload }, CancellationToken.None));
            Assert.Equal("DUNES-STORE-101", e.Code);
        }
    }

    [Fact]
    public async Task Providers_are_added_and_removed_while_the_cluster_runs()
    {
        variable.Set();
        await silo.DisposeAsync();
        silo = await TestSilo.StartAsync(database, services => services.Configure<RootKeyOptions>(options => options.Environment.Variable = variable.Name));
        var status = await Root(silo).GetStatusAsync(Operator);
        Assert.Equal([new("file", true, null), new("environment", true, null)], status.Providers);
        Assert.StartsWith("file/", Assert.Single(Assert.Single(status.Versions).Wraps), StringComparison.Ordinal);

        await AssertRefusedAsync("DUNES-ROOT-011", ErrorKind.NotFound, () => Root(silo).AddProviderAsync(Operator, "pkcs11"));
        await AssertRefusedAsync("DUNES-ROOT-012", ErrorKind.Conflict, () => Root(silo).RemoveProviderAsync(Operator, "file"));
        Assert.Equal(2, (await Root(silo).AddProviderAsync(Operator, "environment")).Versions[0].Wraps.Count);
        Assert.Equal(2, (await Root(silo).RewrapAsync(Operator)).Versions[0].Wraps.Count);
        status = await Root(silo).RemoveProviderAsync(Operator, "file");
        Assert.StartsWith("environment/", Assert.Single(status.Versions[0].Wraps), StringComparison.Ordinal);
        await Eventually.TrueAsync(async () => await database.CountEventsAsync("root_key.rewrapped") >= 3, "the changes are events");

        File.Delete(database.KekFile);
        await using var restarted = await TestSilo.StartAsync(database, services => services.Configure<RootKeyOptions>(options =>
        {
            options.KekFile = null;
            options.Environment.Variable = variable.Name;
        }));
        Assert.False((await Root(restarted).GetStatusAsync(null)).Sealed);
    }

    [Fact]
    public async Task Operators_and_admins_change_it_auditors_look_and_every_refusal_is_an_event()
    {
        Assert.Single((await Root(silo).GetStatusAsync(Caller(Roles.Auditor))).Versions);
        Assert.Single((await Root(silo).GetStatusAsync(Caller(Roles.Admin))).Versions);
        Func<Principal, Task>[] changes =
        [
            caller => Root(silo).RotateAsync(caller, 1), caller => Root(silo).RewrapAsync(caller), caller => Root(silo).AddProviderAsync(caller, "file"),
            caller => Root(silo).RemoveProviderAsync(caller, "file"), caller => Root(silo).DestroyAsync(caller, 1),
        ];
        foreach (var change in changes)
        {
            await AssertRefusedAsync("DUNES-ROOT-017", ErrorKind.Forbidden, () => change(Caller(Roles.Auditor)));
            await AssertRefusedAsync("DUNES-ROOT-017", ErrorKind.Forbidden, () => change(Caller(Roles.Agent)));
        }

        await AssertRefusedAsync("DUNES-ROOT-017", ErrorKind.Forbidden, () => Root(silo).GetStatusAsync(Caller(Roles.Agent)));
        Assert.Equal((2 * changes.Length) + 1, await database.CountEventsAsync("authz.denied"));
        Assert.Single((await Root(silo).RewrapAsync(Caller(Roles.Admin))).Versions);
    }

    [Fact]
    public async Task While_sealed_the_status_is_shown_and_nothing_is_changed()
    {
        await silo.DisposeAsync();
        File.Delete(database.KekFile);
        silo = await TestSilo.StartAsync(database);
        var status = await Root(silo).GetStatusAsync(Operator);
        Assert.True(status.Sealed);
        Assert.Equal((0, 1), (status.CurrentVersion, status.Versions.Count));
        Assert.Contains("DUNES-ROOT-002", Assert.Single(status.Providers).Failure);
        await AssertRefusedAsync("DUNES-ROOT-001", ErrorKind.Unavailable, () => Root(silo).RotateAsync(Operator, 1));
        await AssertRefusedAsync("DUNES-ROOT-001", ErrorKind.Unavailable, () => Root(silo).DestroyAsync(Operator, 1));
        Assert.Equal(0, await database.CountEventsAsync("root_key.rotated"));
    }

    private static Principal Caller(string role) => new("default", "https://issuer", "someone", "cli", [role]);

    private static IRootKeyGrain Root(TestSilo silo) => silo.Grains.GetGrain<IRootKeyGrain>(0);

    private static async Task<string> IssuerIdAsync(TestSilo silo) => (await silo.Grains.GetGrain<IIssuerGrain>(0).GetKeysAsync())[0].Id;

    private static async Task AssertRefusedAsync(string code, ErrorKind kind, Func<Task> action)
    {
        var e = await Assert.ThrowsAsync<DunesException>(action);
        Assert.Equal((code, kind), (e.Code, e.Kind));
    }

    private Task<byte[]?> RowAsync() => database.ReadAsync<byte[]>("SELECT PayloadBinary FROM OrleansStorage WHERE GrainTypeString = 'issuer'");
}
