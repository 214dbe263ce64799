using System.Text.Json;
using System.Text.Json.Nodes;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Identity;
using Dunes.Grains.Audit;
using Dunes.Maml;

namespace Dunes.Grains.Tests.Audit;

/// <summary>Required members and constraints as the OCSF schema states them for each class and object.</summary>
public sealed class OcsfEventTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<SecurityEventType, bool> Events => [.. Enum.GetValues<SecurityEventType>().SelectMany(type => (TheoryDataRow<SecurityEventType, bool>[])[(type, true), (type, false)])];

    [Theory]
    [MemberData(nameof(Events))]
    public void Every_type_has_what_its_class_requires(SecurityEventType type, bool full)
    {
        var row = OcsfEvent.ToRow(full ? Full(type) : new SecurityEvent { Type = type, Time = Now, Success = false }, Now);
        var json = JsonNode.Parse(row.EventJson)!.AsObject();
        Has(json, "activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid");
        Has(json["metadata"]!, "product", "version");
        Has(json["metadata"]!["product"]!, "name", "vendor_name");
        Assert.Equal((int)json["class_uid"]! / 1000, (int)json["category_uid"]!);
        Assert.Equal(((int)json["class_uid"]! * 100) + (int)json["activity_id"]!, (int)json["type_uid"]!);
        Assert.Equal(Now.ToUnixTimeMilliseconds(), (long)json["time"]!);
        HasOneOf(json["actor"]!, "user", "app_name", "app_uid");
        HasOneOf(json["src_endpoint"]!, "ip", "svc_name");
        switch ((int)json["class_uid"]!)
        {
            case 3002:
                HasOneOf(json["user"]!, "account", "name", "uid");
                HasOneOf(json["service"]!, "name", "uid");
                break;
            case 3004:
                HasOneOf(json["entity"]!, "name", "uid");
                break;
            case 6003:
                Has(json["api"]!, "operation");
                break;
            case 2004:
                Has(json["finding_info"]!, "uid", "title");
                break;
            case 1008:
                Has(json["device"]!, "type_id", "name");
                Has(json, "log_name");
                break;
            default:
                Assert.Fail($"No schema for class {json["class_uid"]}");
                break;
        }

        Assert.Equal(((int)json["class_uid"]!, (int)json["activity_id"]!, (int)json["type_uid"]!, (int)json["severity_id"]!), (row.ClassUid, row.ActivityId, row.TypeUid, row.SeverityId));
        Assert.Equal(row.EventType, (string)json["metadata"]!["event_code"]!);
        Assert.Equal(Jcs.Canonicalize(json), row.EventJson);
    }

    [Fact]
    public void Every_field_of_an_event_is_somewhere_in_row_and_json()
    {
        var e = Full(SecurityEventType.ToolCalled);
        var row = OcsfEvent.ToRow(e, Now);
        var json = System.Text.Encoding.UTF8.GetString(row.EventJson);
        foreach (var value in (string[])[e.StatusCode!, e.StatusDetail!, e.SourceIp!, e.ResourceType!, e.ResourceId!, e.Operation!, e.ToolName!, e.ContextId!, e.TraceId!, e.SpanId!, "sub", "https://issuer", "acme"])
            Assert.Contains(JsonEncodedText.Encode(value).ToString(), json);
        Assert.Equal(("https://issuer sub", "agent", "acme", "tools/call", "echo"), (row.ActorUid, row.ActorType, row.TenantUid, row.Operation, row.ToolName));
    }

    [Fact]
    public void Hostile_text_neither_breaks_nor_swells_a_row()
    {
        var hostile = "\ud800" + new string('\u0001', 100_000) + "\n{\"a\":1}";
        var e = new SecurityEvent
        {
            Type = SecurityEventType.ToolCalled,
            Time = Now,
            Success = false,
            StatusCode = hostile,
            StatusDetail = hostile,
            SourceIp = hostile,
            ResourceType = hostile,
            ResourceId = hostile,
            Operation = hostile,
            ToolName = hostile,
            ContextId = hostile,
            TraceId = hostile,
            SpanId = hostile,
            Actor = new(hostile, hostile, hostile, hostile, [hostile]),
        };
        var row = OcsfEvent.ToRow(e, Now);
        Assert.InRange(row.EventJson.Length, 1, 65_535);
        Assert.DoesNotContain(row.StatusDetail!, char.IsControl);
        JsonDocument.Parse(row.EventJson).Dispose();
    }

    private static SecurityEvent Full(SecurityEventType type) => new()
    {
        Type = type,
        Time = Now,
        Success = true,
        StatusCode = "DUNES-X-001",
        StatusDetail = "A sentence.",
        SourceIp = "192.0.2.1",
        ResourceType = "context",
        ResourceId = "ctx-1",
        Operation = "tools/call",
        ToolName = "echo",
        ContextId = "ctx-2",
        TraceId = "4bf92f35",
        SpanId = "00f067aa",
        DurationMs = 1.5,
        Actor = new Principal("acme", "https://issuer", "sub", "client", [Roles.Agent]),
    };

    private static void Has(JsonNode node, params string[] members) => Assert.All(members, member => Assert.NotNull(node[member]));

    private static void HasOneOf(JsonNode node, params string[] members) => Assert.Contains(members, member => node[member] is not null);
}
