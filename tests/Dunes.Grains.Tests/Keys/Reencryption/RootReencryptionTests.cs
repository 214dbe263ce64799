using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Tests.Hosting;
using Dunes.Storage.RootKeys;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Grains.Tests.Keys.Reencryption;

public sealed class RootReencryptionTests : IAsyncLifetime
{
    private static readonly Principal Operator = new("ops", "https://issuer", "operator", "cli", [Roles.Operator]);
    private static readonly Principal Admin = new("acme", "https://issuer", "admin", "cli", [Roles.Admin]);
    private TestDatabase database = null!;
    private TestSilo silo = null!;

    private IReencryptionGrain Reencryption => silo.Grains.GetGrain<IReencryptionGrain>(IReencryptionGrain.RootKey);

    private IRootKeyGrain Root => silo.Grains.GetGrain<IRootKeyGrain>(0);

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
    public async Task After_a_run_nothing_is_under_the_old_version_and_it_can_be_destroyed()
    {
        await MakeKeysAsync(30);
        var message = await silo.Operations("acme/k3").SealAsync([1, 2, 3], [4]);
        await Root.RotateAsync(Operator, 1);
        var started = await Reencryption.StartAsync(Operator, null);
        Assert.Equal(2, started.TargetVersion);
        Assert.True(started.Total >= 60, "Thirty keys have a state and a version each.");

        // Half a minute passes before the new version seals, and one more before the old one surely does not.
        Assert.Null((await Reencryption.GetStatusAsync(Operator)).FinishedAt);
        await AssertRefusedAsync("DUNES-ROOT-015", () => Root.DestroyAsync(Operator, 1));
        var status = await FinishedAsync();
        Assert.Equal((0L, null), (status.Failed, status.LastError));
        Assert.True(status.Done >= started.Total, $"{status.Done} of {started.Total} are done");
        Assert.Equal([2], (await silo.Services.GetRequiredService<IRootSealedStore>().CountAsync(CancellationToken.None)).Keys);

        silo.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, Assert.Single((await Root.DestroyAsync(Operator, 1)).Versions).Version);
        await using var restarted = await TestSilo.StartAsync(database);
        Assert.Equal([1, 2, 3], await restarted.Operations("acme/k3").OpenAsync(message, [4]));
        Assert.Equal(30, (await restarted.Grains.GetGrain<IKeyDirectoryGrain>("acme").ListAsync(Admin, null, 100)).Keys.Count);
        await Eventually.TrueAsync(async () => await database.CountEventsAsync("key.reencrypted") == 1, "the end of the run is an event");
    }

    [Fact]
    public async Task A_row_that_does_not_open_is_a_finding_and_the_rest_is_done()
    {
        await MakeKeysAsync(3);
        await database.ExecuteAsync("UPDATE key_versions SET wrapped = CAST(substr(wrapped, 1, length(wrapped) - 1) || CASE substr(wrapped, -1) WHEN x'00' THEN x'01' ELSE x'00' END AS BLOB) WHERE key_id = (SELECT key_id FROM keys WHERE name = 'k1')");
        await Root.RotateAsync(Operator, 1);
        await Reencryption.StartAsync(Operator, null);
        Assert.Equal(1, (await FinishedAsync()).Failed);
        Assert.Equal(1, await database.ReadAsync<long>("SELECT count(*) FROM findings WHERE scope = 'keys.reencrypt/$system/root' AND closed_at IS NULL"));
        silo.Time.Advance(TimeSpan.FromSeconds(5));
        await AssertRefusedAsync("DUNES-ROOT-016", () => Root.DestroyAsync(Operator, 1));
    }

    [Fact]
    public async Task Only_operators_and_admins_start_it()
    {
        await AssertRefusedAsync("DUNES-KEY-010", () => Reencryption.StartAsync(Operator with { Roles = [Roles.Auditor] }, null));
        await AssertRefusedAsync("DUNES-KEY-002", () => Reencryption.StartAsync(Operator with { Roles = [Roles.Agent] }, null));
        await AssertRefusedAsync("DUNES-KEY-072", () => Reencryption.GetStatusAsync(Operator with { Roles = [Roles.Auditor] }));
    }

    private static async Task AssertRefusedAsync(string code, Func<Task> call) => Assert.Equal(code, (await Assert.ThrowsAsync<DunesException>(call)).Code);

    private async Task MakeKeysAsync(int count)
    {
        for (var i = 0; i < count; i++)
            await silo.Key($"acme/k{i}").CreateAsync(Admin, new KeySpec { Algorithm = KeyAlgorithms.Dc2k1 });
    }

    private async Task<ReencryptionStatus> FinishedAsync()
    {
        await Eventually.TrueAsync(
            async () =>
            {
                silo.Time.Advance(TimeSpan.FromSeconds(5));
                return (await Reencryption.GetStatusAsync(Operator)).FinishedAt is not null;
            },
            "the run has ended");
        return await Reencryption.GetStatusAsync(Operator);
    }
}
