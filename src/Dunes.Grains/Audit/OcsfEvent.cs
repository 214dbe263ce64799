using System.Text.Json.Nodes;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Identity;
using Dunes.Maml;
using Dunes.Storage.Audit;

namespace Dunes.Grains.Audit;

/// <summary>
/// A security event as OCSF 1.8 JSON and as a row of <c>security_logs</c>. Only the fields of <see cref="SecurityEvent"/> go in, each at its place; what OCSF
/// has no field for stands under <c>unmapped</c>.
/// </summary>
internal static class OcsfEvent
{
    private const string OcsfVersion = "1.8.0";
    private const string Product = "Dunes Cluster";

    /// <summary>The row, with the event in canonical JSON (RFC 8785).</summary>
    /// <param name="e">The event.</param>
    /// <param name="loggedAt">When it is stored.</param>
    public static SecurityLogRow ToRow(SecurityEvent e, DateTimeOffset loggedAt)
    {
        var entry = SecurityEventCatalogue.Of(e.Type);
        var control = OcsfClassification.Of(e.Type);
        return new()
        {
            Id = e.Id,
            EventType = entry.Name,
            Timestamp = e.Time,
            LoggedAt = loggedAt,
            ClassUid = entry.ClassUid,
            ActivityId = entry.ActivityId,
            TypeUid = entry.TypeUid,
            SeverityId = SeverityOf(e, entry),
            StatusId = StatusOf(e),
            StatusCode = SafeText.Of(e.StatusCode),
            StatusDetail = SafeText.Of(e.StatusDetail),
            ActionId = control.ActionId,
            DispositionId = control.DispositionId,
            IsAlert = control.IsAlert,
            ActorUid = e.Actor is null ? null : SafeText.Of($"{e.Actor.Issuer} {e.Actor.Subject}"),
            ActorType = ActorTypeOf(e),
            AgentInstanceUid = SafeText.Of(e.ContextId),
            SrcIp = SafeText.Of(e.SourceIp),
            ResourceType = SafeText.Of(e.ResourceType),
            ResourceUid = SafeText.Of(e.ResourceId),
            Operation = SafeText.Of(e.Operation),
            ToolName = SafeText.Of(e.ToolName),
            TraceId = SafeText.Of(e.TraceId),
            SpanId = SafeText.Of(e.SpanId),
            TenantUid = SafeText.Of(e.Actor?.Tenant ?? e.Tenant),
            EventJson = Jcs.Canonicalize(ToJson(e, loggedAt)),
        };
    }

    /// <summary>The event; a member that is null is absent.</summary>
    public static JsonObject ToJson(SecurityEvent e, DateTimeOffset loggedAt)
    {
        var entry = SecurityEventCatalogue.Of(e.Type);
        var control = OcsfClassification.Of(e.Type);
        var json = OcsfObjects.Of(
            ("metadata", Metadata(e, entry, loggedAt)),
            ("time", e.Time.ToUnixTimeMilliseconds()),
            ("category_uid", entry.ClassUid / 1000),
            ("class_uid", entry.ClassUid),
            ("activity_id", entry.ActivityId),
            ("type_uid", (long)entry.TypeUid),
            ("severity_id", SeverityOf(e, entry)),
            ("status_id", StatusOf(e)),
            ("status_code", SafeText.Of(e.StatusCode)),
            ("status_detail", SafeText.Of(e.StatusDetail)),
            ("action_id", control.ActionId),
            ("disposition_id", control.DispositionId),
            ("is_alert", control.IsAlert),
            ("actor", OcsfObjects.Actor(e)),
            ("src_endpoint", OcsfObjects.SourceEndpoint(e)),
            ("duration", Duration(e)),
            ("unmapped", Unmapped(e)));
        foreach (var (name, value) in OcsfObjects.OfClass(e, entry))
            json[name] = value;
        return json;
    }

    private static int SeverityOf(SecurityEvent e, SecurityEventCatalogue.Entry entry) => (int)(e.Severity ?? entry.Severity);

    private static int StatusOf(SecurityEvent e) => e.Success ? 1 : 2;

    // A refused caller is nobody; what has no caller was done by the cluster itself.
    private static string? ActorTypeOf(SecurityEvent e) => e.Actor switch
    {
        { Roles: var roles } => roles.Contains(Roles.Agent) ? "agent" : "user",
        null when e.Type is SecurityEventType.AuthFailure or SecurityEventType.RequestRejected => null,
        null => "silo",
    };

    private static JsonObject Metadata(SecurityEvent e, SecurityEventCatalogue.Entry entry, DateTimeOffset loggedAt) => OcsfObjects.Of(
        ("version", OcsfVersion),
        ("product", OcsfObjects.Of(("name", Product), ("vendor_name", Product))),
        ("profiles", new JsonArray("security_control")),
        ("uid", e.Id.ToString()),
        ("event_code", entry.Name),
        ("log_name", "security_logs"),
        ("logged_time", loggedAt.ToUnixTimeMilliseconds()),
        ("tenant_uid", SafeText.Of(e.Actor?.Tenant ?? e.Tenant)));

    // OCSF counts whole milliseconds; calls take less.
    private static JsonNode? Duration(SecurityEvent e) => e.DurationMs is { } ms ? (long)Math.Ceiling(ms) : null;

    private static JsonObject? Unmapped(SecurityEvent e)
    {
        var unmapped = OcsfObjects.Of(
            ("tool_name", SafeText.Of(e.ToolName)),
            ("context_id", SafeText.Of(e.ContextId)),
            ("trace_id", SafeText.Of(e.TraceId)),
            ("span_id", SafeText.Of(e.SpanId)));
        return unmapped.Count > 0 ? unmapped : null;
    }
}
