using System.Data.Common;
using Dunes.Storage.Databases;

namespace Dunes.Storage.Audit;

/// <summary>Table <c>security_logs</c>.</summary>
internal sealed class SecurityLog(IDatabase database) : ISecurityLog
{
    private static readonly string[] Columns =
    [
        "id uuid", "event_type text", "timestamp bigint", "logged_at bigint", "class_uid integer", "activity_id integer", "type_uid integer",
        "severity_id integer", "status_id integer", "status_code text", "status_detail text", "action_id integer", "disposition_id integer",
        "is_alert boolean", "actor_uid text", "actor_type text", "agent_instance_uid text", "src_ip text", "resource_type text",
        "resource_uid text", "operation text", "tool_name text", "risk_score integer", "trace_id text", "span_id text", "tenant_uid text",
        "event_json bytea",
    ];

    private static readonly string Selected = string.Join(", ", Columns.Select(column => column.Split(' ')[0]));

    private static readonly RowInsert Insert = new("security_logs", Columns, "ON CONFLICT (id) DO NOTHING");

    // Ids in one order, so that two appends of the same events cannot wait for each other.
    public Task AppendAsync(IReadOnlyList<SecurityLogRow> rows, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            await Insert.ExecuteAsync(transaction, rows.DistinctBy(row => row.Id).OrderBy(row => row.Id).Select(ToValues), cancellationToken);
            return true;
        },
        cancellationToken);

    public Task<IReadOnlyList<SecurityLogRow>> ReadNewestAsync(string? tenant, string? eventType, int limit, CancellationToken cancellationToken)
    {
        // Conditions are left out rather than made optional in SQL, so that each form finds its index.
        var conditions = new List<string>(2);
        if (tenant is not null)
            conditions.Add("tenant_uid = @tenant");
        if (eventType is not null)
            conditions.Add("event_type = @eventType");

        var where = conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)} ";
        var sql = $"SELECT {Selected} FROM security_logs {where}ORDER BY timestamp DESC, id DESC LIMIT @limit";
        return database.ReadAsync(sql, new { tenant, eventType, limit }, ToRow, cancellationToken);
    }

    private static object?[] ToValues(SecurityLogRow row) =>
    [
        row.Id, row.EventType, row.Timestamp.ToUnixTimeMilliseconds(), row.LoggedAt.ToUnixTimeMilliseconds(), row.ClassUid, row.ActivityId, row.TypeUid,
        row.SeverityId, row.StatusId, row.StatusCode, row.StatusDetail, row.ActionId, row.DispositionId, row.IsAlert, row.ActorUid, row.ActorType,
        row.AgentInstanceUid, row.SrcIp, row.ResourceType, row.ResourceUid, row.Operation, row.ToolName, row.RiskScore, row.TraceId, row.SpanId,
        row.TenantUid, row.EventJson,
    ];

    private static SecurityLogRow ToRow(DbDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        EventType = reader.GetString(1),
        Timestamp = reader.GetTime(2),
        LoggedAt = reader.GetTime(3),
        ClassUid = reader.GetInt32(4),
        ActivityId = reader.GetInt32(5),
        TypeUid = reader.GetInt32(6),
        SeverityId = reader.GetInt32(7),
        StatusId = reader.GetInt32(8),
        StatusCode = reader.GetText(9),
        StatusDetail = reader.GetText(10),
        ActionId = reader.GetNumber(11),
        DispositionId = reader.GetNumber(12),
        IsAlert = reader.GetBoolean(13),
        ActorUid = reader.GetText(14),
        ActorType = reader.GetText(15),
        AgentInstanceUid = reader.GetText(16),
        SrcIp = reader.GetText(17),
        ResourceType = reader.GetText(18),
        ResourceUid = reader.GetText(19),
        Operation = reader.GetText(20),
        ToolName = reader.GetText(21),
        RiskScore = reader.GetInt32(22),
        TraceId = reader.GetText(23),
        SpanId = reader.GetText(24),
        TenantUid = reader.GetText(25),
        EventJson = reader.GetBytes(26),
    };
}
