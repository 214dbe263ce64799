using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Abstractions.Sessions;
using Dunes.Grains.Sessions.Proofs;
using Dunes.Grains.Tests.Sessions;
using Orleans.Core.Internal;

namespace Dunes.Grains.Tests.Keys.Reencryption;

public sealed class ContextReencryptionTests(SessionFixture fixture) : IClassFixture<SessionFixture>
{
    private SessionSilo Silo => fixture.Silo;

    [Fact]
    public async Task After_a_run_the_old_version_can_be_destroyed_and_everything_is_readable_and_provable()
    {
        var tenant = new TenantContexts(Silo);
        ISessionGrain[] sessions = [await tenant.OpenAsync(), await tenant.OpenAsync()];
        foreach (var session in sessions)
            await tenant.RecordAsync(session, 5);
        var before = await tenant.Record(sessions[0]).ReadEntriesAsync(0, 10);
        var report = await tenant.Record(sessions[0]).VerifyAsync(default);
        var proof = await tenant.Record(sessions[0]).ProveAsync(2);

        await tenant.Key.RotateAsync(tenant.Operator, 1);
        Silo.Time.Advance(TimeSpan.FromMinutes(1));
        await tenant.RecordAsync(sessions[1], 2);
        var started = await tenant.Reencryption.StartAsync(tenant.Operator, null);
        Assert.Equal((2, 10L), (started.TargetVersion, started.Total));
        var status = await tenant.FinishedAsync();
        Assert.Equal((10L, 0L, null), (status.Done, status.Failed, status.LastError));
        Assert.Single(Silo.Events.Of(SecurityEventType.KeyReencrypted), e => e.Tenant == tenant.Tenant && e.Success && e.Actor?.Subject == "operator");

        await tenant.Key.DeleteAsync(tenant.Operator, 1, 0);
        Assert.Equivalent(before.Select(entry => entry with { KeyVersion = 2 }), await tenant.Record(sessions[0]).ReadEntriesAsync(0, 10), strict: true);
        foreach (var session in sessions)
        {
            var after = await tenant.Record(session).VerifyAsync(default);
            Assert.True(after.Sound, string.Join("; ", after.Faults));
            Assert.Equal((0L, 2), (after.Shredded, Assert.Single(after.KeyVersions).Key));
            Assert.NotEmpty(await tenant.Record(session).ExportAsync(0, null));
        }

        var key = report.PublicKey!;
        Assert.True(ContextProof.Verify(proof, key).Valid);
        Assert.Equal(ContextProof.Verify(proof, key), ContextProof.Verify(await tenant.Record(sessions[0]).ProveAsync(2), key), (a, b) => a.Request.SequenceEqual(b.Request) && b.Valid);
        Assert.Equal(report.Root, (await tenant.Record(sessions[0]).VerifyAsync(default)).Root);

        // The session that ran all the time goes on, and so does one that is read anew.
        await tenant.RecordAsync(sessions[1], 1);
        await sessions[0].Cast<IGrainManagementExtension>().DeactivateOnIdle();
        await tenant.RecordAsync(sessions[0], 1);
    }

    [Fact]
    public async Task What_was_sealed_with_the_old_version_after_a_run_began_is_done_before_it_ends()
    {
        var tenant = new TenantContexts(Silo);
        var session = await tenant.OpenAsync();
        await tenant.RecordAsync(session, 2);
        Silo.Time.Stop();
        await tenant.Key.RotateAsync(tenant.Operator, 1);
        await tenant.Reencryption.StartAsync(tenant.Operator, null);

        // The session has the old key's lease still, or not: the run does not end before that is out of the question.
        await tenant.RecordAsync(session, 3);
        await SessionGrainTests.EventuallyAsync(async () => (await tenant.Reencryption.GetStatusAsync(tenant.Operator)).Done >= 2);
        Assert.Null((await tenant.Reencryption.GetStatusAsync(tenant.Operator)).FinishedAt);
        Silo.Time.Start();
        Silo.Time.Advance(TimeSpan.FromMinutes(1));
        await tenant.Reencryption.Cast<IGrainManagementExtension>().DeactivateOnIdle();
        await tenant.FinishedAsync();
        Assert.Equal(2, Assert.Single((await tenant.Record(session).VerifyAsync(default)).KeyVersions).Key);
    }

    [Fact]
    public async Task A_run_keeps_to_its_rate_and_goes_on_in_the_next_activation()
    {
        var tenant = new TenantContexts(Silo);
        var session = await tenant.OpenAsync();
        await tenant.RecordAsync(session, 6);

        // Not before all is settled does a run end: the second call finds it, however late it comes.
        Silo.Time.Stop();
        await tenant.Key.RotateAsync(tenant.Operator, 1);
        var started = TimeProvider.System.GetTimestamp();
        await tenant.Reencryption.StartAsync(tenant.Operator, 2);
        var again = await tenant.Reencryption.StartAsync(tenant.Operator, 1_000_000);
        Assert.Equal(6, again.Total);
        await SessionGrainTests.EventuallyAsync(async () => (await tenant.Reencryption.GetStatusAsync(tenant.Operator)).Done >= 1);
        await tenant.Reencryption.Cast<IGrainManagementExtension>().DeactivateOnIdle();
        Silo.Time.Start();
        Silo.Time.Advance(TimeSpan.FromMinutes(1));
        await tenant.FinishedAsync();
        Assert.True(TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(2), "Six items at two a second do not take so little time.");
        Assert.Equal(2, Assert.Single((await tenant.Record(session).VerifyAsync(default)).KeyVersions).Key);
    }

    [Fact]
    public async Task Two_activations_at_once_do_no_harm()
    {
        await using var other = await SessionSilo.StartAsync(fixture.Folder, fixture.UpstreamUrl);
        var tenant = new TenantContexts(Silo);
        var session = await tenant.OpenAsync();
        await tenant.RecordAsync(session, 40);
        await tenant.Key.RotateAsync(tenant.Operator, 1);
        Silo.Time.Advance(TimeSpan.FromMinutes(1));
        other.Time.Advance(TimeSpan.FromMinutes(1));
        await tenant.Reencryption.StartAsync(tenant.Operator, 40);
        await other.Grains.GetGrain<IReencryptionGrain>(KeyName.ContextSealing(tenant.Tenant).ToString()).GetStatusAsync(tenant.Operator);
        await tenant.FinishedAsync();
        var report = await tenant.Record(session).VerifyAsync(default);
        Assert.True(report.Sound);
        Assert.Equal((2, 40L), (report.KeyVersions.Single().Key, report.KeyVersions.Single().Value));
    }

    [Fact]
    public async Task What_does_not_open_is_counted_and_told_and_holds_nothing_up()
    {
        var tenant = new TenantContexts(Silo);
        ISessionGrain[] sessions = [await tenant.OpenAsync(), await tenant.OpenAsync()];
        foreach (var session in sessions)
            await tenant.RecordAsync(session, 3);
        await tenant.Key.RotateAsync(tenant.Operator, 1);
        Silo.Time.Advance(TimeSpan.FromMinutes(1));
        var row = $"context_id = '{sessions[0].GetPrimaryKeyString()}' AND seq = 1";
        await Silo.FlipAsync("session_entries", "sealed", row);
        await tenant.Reencryption.StartAsync(tenant.Operator, null);
        var status = await tenant.FinishedAsync();
        Assert.Equal((5L, 1L), (status.Done, status.Failed));
        Assert.Single(Silo.Events.Of(SecurityEventType.DecryptFailed), e => e.Tenant == tenant.Tenant && e.StatusCode == "DUNES-CTX-104");
        var open = $"SELECT count(*) FROM findings WHERE scope = 'keys.reencrypt/{tenant.Tenant}/context-sealing' AND closed_at IS NULL";
        Assert.Equal(1, await Silo.ExecuteAsync(open));

        await Silo.FlipAsync("session_entries", "sealed", row);
        await tenant.Reencryption.StartAsync(tenant.Operator, null);
        status = await tenant.FinishedAsync();
        Assert.Equal((1L, 0L), (status.Done, status.Failed));
        Assert.Equal(0, await Silo.ExecuteAsync(open));
    }

    [Fact]
    public async Task A_key_that_is_disabled_holds_a_run_up_and_a_destroyed_one_ends_it()
    {
        var tenant = new TenantContexts(Silo);
        await tenant.RecordAsync(await tenant.OpenAsync(), 20);
        Silo.Time.Stop();
        await tenant.Key.RotateAsync(tenant.Operator, 1);
        await tenant.Reencryption.StartAsync(tenant.Operator, 4);
        await tenant.Key.DisableAsync(tenant.Operator, null);
        Silo.Time.Start();
        Silo.Time.Advance(TimeSpan.FromMinutes(1));
        await SessionGrainTests.EventuallyAsync(async () => (await tenant.Reencryption.GetStatusAsync(tenant.Operator)).LastError?.StartsWith("DUNES-KEY-030", StringComparison.Ordinal) == true);
        await tenant.Key.DeleteAsync(tenant.Operator, null, 0);
        var status = await tenant.FinishedAsync();
        Assert.StartsWith("DUNES-KEY-012", status.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_those_with_the_right_start_a_run_and_only_for_what_the_cluster_stores()
    {
        var (tenant, stranger) = (new TenantContexts(Silo), new TenantContexts(Silo));
        await tenant.OpenAsync();
        await RefusedAsync("DUNES-KEY-072", () => tenant.Reencryption.GetStatusAsync(tenant.Operator));
        await RefusedAsync("DUNES-KEY-010", () => tenant.Reencryption.StartAsync(tenant.Agent, null));
        await RefusedAsync("DUNES-KEY-010", () => tenant.Reencryption.GetStatusAsync(tenant.Agent));
        await RefusedAsync("DUNES-KEY-002", () => tenant.Reencryption.StartAsync(stranger.Admin, null));
        Assert.Equal(3, Silo.Events.Of(SecurityEventType.AuthorizationDenied).Count(e => e.ResourceId == KeyName.ContextSealing(tenant.Tenant).ToString()));
        await RefusedAsync("DUNES-KEY-071", () => tenant.Reencryption.StartAsync(tenant.Operator, 0));
        var own = new KeyName(tenant.Tenant, "own");
        await Silo.Grains.GetGrain<IKeyGrain>(own.ToString()).CreateAsync(tenant.Admin, new KeySpec { Algorithm = KeyAlgorithms.Dc2k1 });
        await RefusedAsync("DUNES-KEY-070", () => Silo.Grains.GetGrain<IReencryptionGrain>(own.ToString()).StartAsync(tenant.Admin, null));
        await RefusedAsync("DUNES-KEY-070", () => Silo.Grains.GetGrain<IReencryptionGrain>(KeyName.Documents.ToString()).StartAsync(tenant.Operator, null));
    }

    private static async Task RefusedAsync(string code, Func<Task> call) => Assert.Equal(code, (await Assert.ThrowsAsync<DunesException>(call)).Code);
}
