using Dunes.Storage.Audit;
using Dunes.Storage.Tests.Databases;
using Dunes.Testing;

namespace Dunes.Storage.Tests.Audit;

public sealed class SqliteSecurityLogTests() : SecurityLogTests(new SqliteTestDatabase());

public sealed class PostgreSqlSecurityLogTests(PostgresServer server) : SecurityLogTests(new PostgreSqlTestDatabase(server));

public abstract class SecurityLogTests(ITestDatabase database) : StorageTest(database)
{
    [Fact]
    public async Task Rows_are_read_back_whole()
    {
        SecurityLogRow full = Row(1, "auth.failure", "mine") with
        {
            StatusCode = "DUNES-AUTH-001",
            StatusDetail = "detail",
            ActionId = 2,
            DispositionId = 2,
            IsAlert = true,
            ActorUid = "issuer|subject",
            ActorType = "agent",
            AgentInstanceUid = "context",
            SrcIp = "::1",
            ResourceType = "key",
            ResourceUid = "name",
            Operation = "tools/call",
            ToolName = "echo",
            RiskScore = 100,
            TraceId = "0af7651916cd43dd8448eb211c80319c",
            SpanId = "b7ad6b7169203331",
        };
        var bare = Row(0, "auth.success", null);
        await Get<ISecurityLog>().AppendAsync([full, bare], Cancellation);
        Assert.Equivalent(new[] { full, bare }, await Get<ISecurityLog>().ReadNewestAsync(null, null, 10, Cancellation), strict: true);
    }

    [Fact]
    public async Task A_repeated_id_is_stored_once_and_never_changed()
    {
        var log = Get<ISecurityLog>();
        var rows = Enumerable.Range(0, 1500).Select(number => Row(number, "tool.called", "mine")).ToArray();
        await log.AppendAsync(rows[..1000], Cancellation);
        await log.AppendAsync([.. rows[500..], rows[1], rows[1] with { StatusDetail = "changed" }], Cancellation);
        await log.AppendAsync([], Cancellation);
        Assert.Equal(1500, await SqlAsync("SELECT count(*) FROM security_logs"));
        Assert.Equal(0, await SqlAsync("SELECT count(*) FROM security_logs WHERE status_detail = 'changed'"));
    }

    [Fact]
    public async Task Appends_of_the_same_events_by_several_processes_do_not_block_each_other()
    {
        var rows = Enumerable.Range(0, 300).Select(number => Row(number, "tool.called", "mine")).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Get<ISecurityLog>().AppendAsync([.. rows.OrderBy(_ => Random.Shared.Next())], Cancellation)));
        Assert.Equal(300, await SqlAsync("SELECT count(*) FROM security_logs"));
    }

    [Fact]
    public async Task The_newest_are_found_by_tenant_and_type()
    {
        var log = Get<ISecurityLog>();
        await log.AppendAsync([.. Enumerable.Range(0, 40).Select(number => Row(number, number % 2 == 0 ? "even" : "odd", number % 4 < 2 ? "mine" : "theirs"))], Cancellation);
        Assert.Equal([39L, 38, 37], await NewestAsync(null, null, 3));
        Assert.Equal([37L, 36, 33], await NewestAsync("mine", null, 3));
        Assert.Equal([38L, 36, 34], await NewestAsync(null, "even", 3));
        Assert.Equal([37L, 33, 29], await NewestAsync("mine", "odd", 3));
        Assert.Empty(await log.ReadNewestAsync("nobody", null, 3, Cancellation));

        async Task<IEnumerable<long>> NewestAsync(string? tenant, string? type, int limit) =>
            (await log.ReadNewestAsync(tenant, type, limit, Cancellation)).Select(row => (long)(row.Timestamp - Noon).TotalMilliseconds);
    }

    private static SecurityLogRow Row(int number, string type, string? tenant) => new()
    {
        Id = Guid.CreateVersion7(),
        EventType = type,
        Timestamp = Noon.AddMilliseconds(number),
        LoggedAt = Noon.AddSeconds(1),
        ClassUid = 3002,
        ActivityId = 1,
        TypeUid = 300201,
        SeverityId = 3,
        StatusId = 2,
        TenantUid = tenant,
        EventJson = [(byte)'{', (byte)'}'],
    };
}
