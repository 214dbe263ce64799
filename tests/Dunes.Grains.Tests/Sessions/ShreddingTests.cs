using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Sessions;
using Dunes.Grains.Sessions;
using Orleans.Core.Internal;
using static Dunes.Grains.Tests.Sessions.SessionFixture;

namespace Dunes.Grains.Tests.Sessions;

public sealed class ShreddingTests(SessionFixture fixture) : IClassFixture<SessionFixture>
{
    private SessionSilo Silo => fixture.Silo;

    [Fact]
    public async Task A_destroyed_key_makes_entries_unreadable_and_everything_says_so()
    {
        var tenant = new TenantContexts(Silo);
        var (idle, running) = (await tenant.OpenAsync(), await tenant.OpenAsync());
        await tenant.RecordAsync(idle, 3);
        await tenant.RecordAsync(running, 1);
        var before = await tenant.Record(idle).VerifyAsync(default);
        await tenant.Key.DeleteAsync(tenant.Operator, null, 0);

        await ContentIsGoneAsync(tenant, idle);
        var report = await tenant.Record(idle).VerifyAsync(default);
        Assert.True(report.Sound, string.Join("; ", report.Faults));
        Assert.Equal((3L, 3L, 3L), (report.Shredded, report.Size, report.SignedSize));
        Assert.Contains("destroyed", report.ShreddedBecause, StringComparison.Ordinal);
        Assert.Equal(before.Root, report.Root);

        // What is no content is verified still.
        await Silo.ExecuteAsync($"UPDATE session_entries SET key_version = 2 WHERE context_id = '{running.GetPrimaryKeyString()}'");
        Assert.NotEmpty((await tenant.Record(running).VerifyAsync(default)).Faults);
        await Silo.FlipAsync("session_entries", "leaf_hash", $"context_id = '{idle.GetPrimaryKeyString()}' AND seq = 1");
        Assert.Contains((await tenant.Record(idle).VerifyAsync(default)).Faults, fault => fault.Code == "DUNES-CTX-108");

        // Nobody records any more, and everybody is told why.
        Silo.Time.Advance(TimeSpan.FromSeconds(10));
        await RefusedAsync("DUNES-CTX-025", ErrorKind.Conflict, () => running.SendAsync(tenant.Agent, Call(9)));
        await RefusedAsync("DUNES-CTX-025", ErrorKind.Conflict, () => tenant.OpenAsync());
        await idle.Cast<IGrainManagementExtension>().DeactivateOnIdle();
        await RefusedAsync("DUNES-CTX-025", ErrorKind.Conflict, () => idle.SendAsync(tenant.Agent, Call(9)));
    }

    [Fact]
    public async Task A_restored_key_opens_what_was_shredded_with_it_and_recording_goes_on()
    {
        var tenant = new TenantContexts(Silo);
        var session = await tenant.OpenAsync();
        await tenant.RecordAsync(session, 2);
        var backup = await tenant.Key.BackupAsync(tenant.Admin);
        await tenant.Key.DeleteAsync(tenant.Admin, null, 0);
        await ContentIsGoneAsync(tenant, session);
        await tenant.Key.RestoreAsync(tenant.Admin, backup);
        Assert.Equal(2, (await tenant.Record(session).ReadEntriesAsync(0, 10)).Count);
        await tenant.OpenAsync();
    }

    [Fact]
    public async Task A_destroyed_version_takes_only_the_entries_under_it_along()
    {
        var tenant = new TenantContexts(Silo);
        var session = await tenant.OpenAsync();
        await tenant.RecordAsync(session, 2);
        await tenant.Key.RotateAsync(tenant.Operator, 1);
        Silo.Time.Advance(TimeSpan.FromSeconds(10));
        await tenant.RecordAsync(session, 3);
        await tenant.Key.DeleteAsync(tenant.Operator, 1, 0);
        await RefusedAsync(SessionError.ShreddedCode, ErrorKind.Gone, () => tenant.Record(session).ReadEntriesAsync(0, 10));
        Assert.Equal(3, (await tenant.Record(session).ReadEntriesAsync(2, 10)).Count);
        var report = await tenant.Record(session).VerifyAsync(default);
        Assert.True(report.Sound);
        Assert.Equal(2, report.Shredded);

        // An entry that is said to be under the destroyed version does not pass for a shredded one.
        await Silo.ExecuteAsync($"UPDATE session_entries SET key_version = 1 WHERE context_id = '{session.GetPrimaryKeyString()}' AND seq = 4");
        var fault = Assert.Single((await tenant.Record(session).VerifyAsync(default)).Faults);
        Assert.Equal(("DUNES-CTX-104", 4L), (fault.Code, fault.Seq));
    }

    [Fact]
    public async Task A_context_is_shredded_alone_while_its_session_runs()
    {
        var tenant = new TenantContexts(Silo);
        var (shredded, other) = (await tenant.OpenAsync(), await tenant.OpenAsync());
        await tenant.RecordAsync(shredded, 3);
        await tenant.RecordAsync(other, 2);
        var root = (await tenant.Record(shredded).VerifyAsync(default)).Root;
        await shredded.ShredAsync(tenant.Admin);

        await ContentIsGoneAsync(tenant, shredded);
        var report = await tenant.Record(shredded).VerifyAsync(default);
        Assert.True(report.Sound, string.Join("; ", report.Faults));
        Assert.Equal((3L, 3L), (report.Shredded, report.SignedSize));
        Assert.Equal(root, report.Root);
        var info = Assert.Single((await tenant.Directory.ListAsync(null, 10)).Items, item => item.ShreddedAt is not null);
        Assert.Equal((shredded.GetPrimaryKeyString(), "https://issuer admin", "operator"), (info.Id, info.ShreddedBy, info.CloseReason));
        Assert.Single(Silo.Events.Of(SecurityEventType.ContextShredded), e => e.ContextId == info.Id && e.Success && e.Actor?.Subject == "admin");
        await RefusedAsync("DUNES-CTX-002", ErrorKind.Gone, () => shredded.SendAsync(tenant.Agent, Call(9)));

        // Once more is the same as once; another's content is untouched, and the tenant's key lives.
        await shredded.ShredAsync(tenant.Admin);
        Assert.Equal(info.ShreddedAt, (await tenant.Record(shredded).DescribeAsync()).ShreddedAt);
        Assert.Equal(2, (await tenant.Record(other).ReadEntriesAsync(0, 10)).Count);
        await tenant.RecordAsync(other, 1);
    }

    [Fact]
    public async Task Only_an_admin_of_the_tenant_shreds()
    {
        var (tenant, stranger) = (new TenantContexts(Silo), new TenantContexts(Silo));
        var session = await tenant.OpenAsync();
        await RefusedAsync("DUNES-CTX-027", ErrorKind.Forbidden, () => session.ShredAsync(tenant.Operator));
        await RefusedAsync("DUNES-CTX-027", ErrorKind.Forbidden, () => session.ShredAsync(tenant.Agent));
        await RefusedAsync("DUNES-CTX-001", ErrorKind.NotFound, () => session.ShredAsync(stranger.Admin));
        await RefusedAsync("DUNES-CTX-001", ErrorKind.NotFound, () => Silo.Grains.GetGrain<ISessionGrain>("nobody-" + Guid.NewGuid()).ShredAsync(tenant.Admin));
        Assert.Equal(3, Silo.Events.Of(SecurityEventType.AuthorizationDenied).Count(e => e.ContextId == session.GetPrimaryKeyString()));
        await tenant.RecordAsync(session, 1);
    }

    [Fact]
    public async Task A_context_whose_record_is_damaged_can_be_shredded()
    {
        var tenant = new TenantContexts(Silo);
        var session = await tenant.OpenAsync();
        await tenant.RecordAsync(session, 2);
        await session.Cast<IGrainManagementExtension>().DeactivateOnIdle();
        await Silo.ExecuteAsync($"DELETE FROM context_heads WHERE context_id = '{session.GetPrimaryKeyString()}'");
        await Silo.FlipAsync("session_entries", "sealed", $"context_id = '{session.GetPrimaryKeyString()}' AND seq = 1");
        await session.ShredAsync(tenant.Admin);
        Assert.NotNull((await tenant.Record(session).DescribeAsync()).ShreddedAt);
        await RefusedAsync(SessionError.ShreddedCode, ErrorKind.Gone, () => tenant.Record(session).ReadEntriesAsync(0, 10));
    }

    private static async Task ContentIsGoneAsync(TenantContexts tenant, ISessionGrain session)
    {
        await RefusedAsync(SessionError.ShreddedCode, ErrorKind.Gone, () => tenant.Record(session).ReadEntriesAsync(0, 10));
        await RefusedAsync(SessionError.ShreddedCode, ErrorKind.Gone, () => tenant.Record(session).ExportAsync(0, null));
        await RefusedAsync(SessionError.ShreddedCode, ErrorKind.Gone, () => tenant.Record(session).ProveAsync(1));
    }

    private static async Task RefusedAsync(string code, ErrorKind kind, Func<Task> call)
    {
        var e = await Assert.ThrowsAsync<DunesException>(call);
        Assert.Equal((code, kind), (e.Code, e.Kind));
    }
}
