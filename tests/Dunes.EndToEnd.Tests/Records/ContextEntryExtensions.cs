using System.Text.Json.Nodes;
using Dunes.Abstractions.Sessions;

namespace Dunes.EndToEnd.Tests.Records;

internal static class ContextEntryExtensions
{
    /// <summary>The JSON-RPC method of an entry.</summary>
    public static string Method(this ContextEntry entry) => (string)JsonNode.Parse(entry.Request)!["method"]!;

    /// <summary>The message that an entry asked to echo, or null when it is no call of <c>echo</c>.</summary>
    public static string? Echoed(this ContextEntry entry)
    {
        var parameters = JsonNode.Parse(entry.Request)!["params"];
        return entry.Method() == "tools/call" && (string?)parameters!["name"] == "echo" ? (string?)parameters["arguments"]!["message"] : null;
    }

    /// <summary>The text that an entry was answered with, or null when it got no answer.</summary>
    public static string? AnsweredText(this ContextEntry entry) =>
        entry.Response.Length == 0 ? null : (string?)JsonNode.Parse(entry.Response)!["result"]?["content"]?[0]?["text"];
}
