using System.Runtime.CompilerServices;
using System.Text;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Mcp;
using Dunes.Abstractions.Sessions;
using Dunes.Grains.Tests.Hosting;
using Dunes.Storage;
using static Dunes.Grains.Tests.Sessions.SessionFixture;

namespace Dunes.Grains.Tests.Sessions;

public sealed class SessionGrainTests(SessionFixture fixture) : IClassFixture<SessionFixture>
{
    [Fact]
    public async Task An_answer_is_in_the_database_before_it_is_shown()
    {
        var session = await fixture.OpenAsync();
        var calls = Enumerable.Range(0, 100).Select(async id =>
        {
            var page = await session.SendAsync(Alice, Call(id));
            Assert.True(page.Completed);
            return await EntriesAsync(session);
        });
        var counts = await Task.WhenAll(calls);
        Assert.Equal(100, await EntriesAsync(session));
        // The k-th answer that arrives has at least k entries beside it.
        Assert.All(counts.Order().Select((count, i) => (count, i)), x => Assert.True(x.count > x.i));
        var entries = await Record(session).ReadEntriesAsync(0, 500);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), entries.Select(e => e.Seq));
        Assert.Equal(100, entries.Select(e => Encoding.UTF8.GetString(e.Request)).Distinct().Count());
        Assert.All(entries, e => Assert.Equal(Id(e.Request), Id(e.Response)));
    }

    [Fact]
    public async Task Opening_twice_is_opening_once_and_opening_otherwise_a_conflict()
    {
        var session = await fixture.OpenAsync();
        await session.OpenAsync(new OpenContext(Alice, "web", ProtocolEra.Legacy, "test/1"));
        await FailsAsync("DUNES-CTX-003", () => session.OpenAsync(new OpenContext(Alice, "web", ProtocolEra.Modern, "test/1")));
        await FailsAsync("DUNES-CTX-001", () => session.OpenAsync(new OpenContext(Bob, "web", ProtocolEra.Legacy, "test/1")));
        var unknown = fixture.Silo.Grains.GetGrain<ISessionGrain>("context-" + Guid.NewGuid().ToString("N"));
        await FailsAsync("DUNES-UP-001", () => unknown.OpenAsync(new OpenContext(Alice, "none", ProtocolEra.Legacy, null)));
        await FailsAsync("DUNES-CTX-001", () => unknown.SendAsync(Alice, Call(1)));
    }

    [Fact]
    public async Task Somebody_else_finds_nothing_and_the_audit_hears_of_it()
    {
        var session = await fixture.OpenAsync();
        await FailsAsync("DUNES-CTX-001", () => session.SendAsync(Bob, Call(1)));
        await FailsAsync("DUNES-CTX-001", () => session.ReadAsync(Bob, ISessionGrain.ServerStream, 0));
        await FailsAsync("DUNES-CTX-001", () => session.DeliverAsync(Bob, Parse("""{"jsonrpc":"2.0","method":"notifications/x"}""")));
        await FailsAsync("DUNES-CTX-001", () => session.DescribeAsync(Bob));
        await FailsAsync("DUNES-CTX-001", () => session.CloseAsync(Bob));
        await FailsAsync("DUNES-CTX-001", () => session.CloseAsync(Alice with { Tenant = "other" }));
        var id = session.GetPrimaryKeyString();
        Assert.Equal(6, fixture.Silo.Events.Of(SecurityEventType.AuthorizationDenied).Count(e => e.ContextId == id));
        Assert.Equal(0, await EntriesAsync(session));
    }

    [Fact]
    public async Task A_closed_context_is_gone_and_its_calls_end()
    {
        var session = await fixture.OpenAsync();
        var first = await session.SendAsync(Alice, Call(1, name: "gate-closed"));
        Assert.False(first.Completed);
        var waiting = session.ReadAsync(Alice, first.Stream, first.Next);
        await session.CloseAsync(Alice);
        await FailsAsync("DUNES-CTX-002", () => waiting);
        await FailsAsync("DUNES-CTX-002", () => session.SendAsync(Alice, Call(2)));
        var info = await Record(session).DescribeAsync();
        Assert.Equal("client", info.CloseReason);
    }

    [Fact]
    public async Task Who_closes_while_it_is_being_closed_finds_no_conflict()
    {
        var session = await fixture.OpenAsync();
        var closings = Enumerable.Range(0, 16).Select(async _ =>
        {
            try
            {
                await session.CloseAsync(Alice);
                return null;
            }
            catch (DunesException e)
            {
                return e.Code;
            }
        });
        // Those that come later find it closed.
        Assert.All(await Task.WhenAll(closings), code => Assert.True(code is null or "DUNES-CTX-002", code));
        Assert.Equal("client", (await Record(session).DescribeAsync()).CloseReason);
    }

    [Fact]
    public async Task Messages_on_the_way_come_first_and_the_answer_last()
    {
        var session = await fixture.OpenAsync();
        var page = await session.SendAsync(Alice, Call(1, name: "gate-way"));
        Assert.False(page.Completed);
        Assert.Contains("notifications/message", Text(page));
        await FailsAsync("DUNES-CTX-011", () => session.SendAsync(Alice, Call(1)));
        fixture.Release("gate-way");
        var last = await session.ReadAsync(Alice, page.Stream, page.Next);
        Assert.True(last.Completed);
        Assert.Contains("\"id\":1", Text(last));
        await FailsAsync("DUNES-CTX-013", () => session.ReadAsync(Alice, page.Stream, last.Next));
    }

    [Fact]
    public async Task A_server_request_is_answered_once_and_recorded()
    {
        var session = await fixture.OpenAsync();
        var page = await session.SendAsync(Alice, Call(5, name: "ask"));
        Assert.Contains("elicitation/create", Text(page));
        // The key has to be leased anew for both entries, and their order is the same.
        fixture.Silo.Time.Advance(TimeSpan.FromSeconds(10));
        await session.DeliverAsync(Alice, Parse("""{"jsonrpc":"2.0","id":99,"result":{}}"""));
        await session.DeliverAsync(Alice, Parse("""{"jsonrpc":"2.0","id":1,"result":{"action":"accept"}}"""));
        await session.DeliverAsync(Alice, Parse("""{"jsonrpc":"2.0","id":1,"result":{"action":"decline"}}"""));
        var last = await session.ReadAsync(Alice, page.Stream, page.Next);
        Assert.True(last.Completed);
        var entries = await Record(session).ReadEntriesAsync(0, 10);
        Assert.Equal(["server_exchange", "exchange"], entries.Select(e => e.Kind));
        Assert.Contains("accept", Encoding.UTF8.GetString(entries[0].Response));
        Assert.Equal(2, fixture.Silo.Events.Of(SecurityEventType.RequestRejected).Count(e => e.ContextId == session.GetPrimaryKeyString()));
    }

    [Fact]
    public async Task A_failed_or_cancelled_call_is_recorded_without_an_answer()
    {
        var session = await fixture.OpenAsync(ProtocolEra.Modern);
        await FailsAsync("DUNES-UP-005", () => session.SendAsync(Alice, Call(1, name: "fail")));
        var page = await session.SendAsync(Alice, Call(2, name: "gate-cancel"));
        await session.CancelAsync(Alice, page.Stream);
        await EventuallyAsync(async () => await EntriesAsync(session) == 2);
        Assert.All(await Record(session).ReadEntriesAsync(0, 10), e => Assert.Empty(e.Response));
    }

    [Fact]
    public async Task A_client_that_does_not_read_loses_its_call_and_no_other()
    {
        var session = await fixture.OpenAsync(ProtocolEra.Modern);
        var page = await session.SendAsync(Alice, Call(1, name: "flood"));
        await EventuallyAsync(async () => await EntriesAsync(session) == 1);
        var rest = await session.ReadAsync(Alice, page.Stream, page.Next);
        await FailsAsync("DUNES-CTX-017", () => session.ReadAsync(Alice, page.Stream, rest.Next));
        Assert.True((await session.SendAsync(Alice, Call(1))).Completed);
    }

    [Fact]
    public async Task Calls_in_flight_are_limited()
    {
        var session = await fixture.OpenAsync(ProtocolEra.Modern);
        var held = await Task.WhenAll(Enumerable.Range(0, 256).Select(i => session.SendAsync(Alice, Call(i, name: "gate-many"))));
        await FailsAsync("DUNES-CTX-010", () => session.SendAsync(Alice, Call(1)));
        fixture.Release("gate-many");
        await Task.WhenAll(held.Select(p => session.ReadAsync(Alice, p.Stream, p.Next)));
        Assert.True((await session.SendAsync(Alice, Call(1))).Completed);
    }

    [Fact]
    public async Task What_the_journal_refuses_is_not_shown()
    {
        var session = await fixture.OpenAsync();
        await session.SendAsync(Alice, Call(1));
        await fixture.Silo.ExecuteAsync(
            $"CREATE TRIGGER refuse BEFORE INSERT ON session_entries WHEN NEW.context_id = '{session.GetPrimaryKeyString()}' BEGIN SELECT RAISE(ABORT, 'no'); END");
        try
        {
            var error = await Assert.ThrowsAsync<DunesException>(() => session.SendAsync(Alice, Call(2)));
            Assert.Equal(("DUNES-CTX-020", ErrorKind.Unknown), (error.Code, error.Kind));
        }
        finally
        {
            await fixture.Silo.ExecuteAsync("DROP TRIGGER refuse");
        }
        Assert.True((await session.SendAsync(Alice, Call(3))).Completed);
        Assert.Equal(2, await EntriesAsync(session));
    }

    [Fact]
    public async Task Of_two_activations_one_writes_and_the_other_reads_again()
    {
        var session = await fixture.OpenAsync();
        await using var other = await SessionSilo.StartAsync(fixture.Folder, fixture.UpstreamUrl);
        var twin = other.Grains.GetGrain<ISessionGrain>(session.GetPrimaryKeyString());
        Assert.True((await twin.SendAsync(Alice, Call(1))).Completed);
        await FailsAsync("DUNES-CTX-021", () => session.SendAsync(Alice, Call(2)));
        Assert.True((await session.SendAsync(Alice, Call(3))).Completed);
        await FailsAsync("DUNES-CTX-021", () => twin.SendAsync(Alice, Call(4)));
        Assert.Equal(2, await EntriesAsync(session));
        await EventuallyAsync(async () => (await session.DescribeAsync(Alice)).SignedSize == 2);
        Assert.Empty((await Record(session).VerifyAsync(default)).Faults);
    }

    [Fact]
    public async Task Another_activation_goes_on_with_the_session_of_the_upstream()
    {
        var session = await fixture.OpenAsync();
        await session.SendAsync(Alice, Parse("""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}"""));
        await FailsAsync("DUNES-CTX-016", () => session.SendAsync(Alice, Call(1, method: "initialize")));
        await using var other = await SessionSilo.StartAsync(fixture.Folder, fixture.UpstreamUrl);
        await other.Grains.GetGrain<ISessionGrain>(session.GetPrimaryKeyString()).SendAsync(Alice, Call(2, method: "resumed/call"));
        Assert.Contains("resumed/call upstream-session", fixture.Seen);
    }

    [Fact]
    public async Task An_idle_context_ends_on_use_and_by_itself()
    {
        await using var silo = await SessionSilo.StartAsync(fixture.Folder, fixture.UpstreamUrl, TimeSpan.FromHours(1));
        var used = await fixture.OpenAsync(silo: silo);
        var held = await fixture.OpenAsync(silo: silo);
        var page = await held.SendAsync(Alice, Call(1, name: "gate-idle"));
        silo.Time.Advance(TimeSpan.FromMinutes(59));
        await used.SendAsync(Alice, Call(1));
        silo.Time.Advance(TimeSpan.FromMinutes(59));
        await used.SendAsync(Alice, Call(2));
        silo.Time.Advance(TimeSpan.FromMinutes(61));
        await FailsAsync("DUNES-CTX-002", () => used.SendAsync(Alice, Call(3)));
        Assert.Equal("idle", (await silo.Grains.GetGrain<IContextRecordGrain>(used.GetPrimaryKeyString()).DescribeAsync()).CloseReason);
        // A call in flight is use.
        fixture.Release("gate-idle");
        Assert.True((await held.ReadAsync(Alice, page.Stream, page.Next)).Completed);

        await using var quick = await SessionSilo.StartAsync(fixture.Folder, fixture.UpstreamUrl, TimeSpan.FromSeconds(1));
        var forgotten = await fixture.OpenAsync(silo: quick);
        await EventuallyAsync(() => Task.FromResult(quick.Events.Of(SecurityEventType.ContextClosed).Any(e => e.ContextId == forgotten.GetPrimaryKeyString())));
    }

    [Fact]
    public async Task A_tool_call_is_an_event()
    {
        var session = await fixture.OpenAsync();
        await session.SendAsync(Alice, Call(1, name: "measured"));
        // The event follows the answer.
        var events = fixture.Silo.Events.Of(SecurityEventType.ToolCalled).Where(e => e.ContextId == session.GetPrimaryKeyString());
        await EventuallyAsync(() => Task.FromResult(events.Any()));
        var called = Assert.Single(events);
        Assert.Equal(("measured", true, "tools/call"), (called.ToolName, called.Success, called.Operation));
        Assert.True(called.DurationMs > 0);
    }

    internal static Task EventuallyAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Eventually.TrueAsync(condition, what);

    private static string Id(byte[] json) => McpMessageParser.Parse(json).IdText!;

    private static async Task FailsAsync(string code, Func<Task> call) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<DunesException>(call)).Code);

    private IContextRecordGrain Record(ISessionGrain session) => fixture.Silo.Grains.GetGrain<IContextRecordGrain>(session.GetPrimaryKeyString());

    private Task<long> EntriesAsync(ISessionGrain session) =>
        fixture.Silo.ExecuteAsync("SELECT count(*) FROM session_entries WHERE context_id = $id", ("$id", session.GetPrimaryKeyString()));
}
