using System.Text.Json.Nodes;
using Dunes.Abstractions.Audit;

namespace Dunes.Grains.Audit;

/// <summary>The objects of OCSF 1.8 that an event consists of, each with the members it requires.</summary>
internal static class OcsfObjects
{
    private const string Service = "dunes-cluster";

    /// <summary>An object of the members that are there.</summary>
    public static JsonObject Of(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var json = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (value is not null)
                json.Add(name, value);
        }

        return json;
    }

    /// <summary>Who did it: the caller, or this software.</summary>
    public static JsonObject Actor(SecurityEvent e) => e.Actor is null ? Of(("app_name", Service)) : Of(("user", User(e)), ("app_uid", SafeText.Of(e.Actor.Client)));

    /// <summary>Where it came from: the peer, or this software.</summary>
    public static JsonObject SourceEndpoint(SecurityEvent e) => e.SourceIp is null ? Of(("svc_name", Service)) : Of(("ip", SafeText.Of(e.SourceIp)));

    /// <summary>What the event's class requires beyond the members of all.</summary>
    public static IEnumerable<(string Name, JsonNode Value)> OfClass(SecurityEvent e, SecurityEventCatalogue.Entry entry) => entry.ClassUid switch
    {
        SecurityEventCatalogue.Authentication => [("user", User(e)), ("service", Of(("name", Service)))],
        SecurityEventCatalogue.EntityManagement => [("entity", Resource(e))],
        SecurityEventCatalogue.ApiActivity => [("api", Of(("operation", SafeText.Of(e.Operation) ?? entry.Name))), ("resources", new JsonArray(Resource(e)))],
        SecurityEventCatalogue.DetectionFinding =>
        [
            ("finding_info", Of(("uid", e.Id.ToString()), ("title", SafeText.Of(e.StatusDetail) ?? entry.Name))),
            ("resources", new JsonArray(Resource(e))),
        ],
        SecurityEventCatalogue.EventLogActivity =>
        [
            ("device", Of(("name", Service), ("type_id", 1))),
            ("log_name", "security_logs"),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.ClassUid, "No such class in the catalogue."),
    };

    private static JsonObject User(SecurityEvent e) => e.Actor is null
        ? Of(("name", "unknown"), ("type_id", 0))
        : Of(("uid", SafeText.Of(e.Actor.Subject)), ("domain", SafeText.Of(e.Actor.Issuer)), ("type_id", 1));

    private static JsonObject Resource(SecurityEvent e) =>
        Of(("type", SafeText.Of(e.ResourceType) ?? "cluster"), ("uid", SafeText.Of(e.ResourceId) ?? Service));
}
