using System.Text.Json;
using Dunes.Abstractions.Mcp;

namespace Dunes.Grains.Upstreams;

/// <summary>Compares JSON-RPC ids by value: a peer may write the same string with other escapes.</summary>
internal static class JsonRpcId
{
    /// <summary>A text that is equal for equal ids (and progress tokens), and differs between <c>1</c> and <c>"1"</c>.</summary>
    public static string Key(McpMessage message, JsonSpan span)
    {
        var raw = message.Json.AsSpan(span.Start, span.Length);
        if (raw[0] != (byte)'"')
            return message.Text(span);
        var reader = new Utf8JsonReader(raw);
        reader.Read();
        return "\"" + reader.GetString();
    }

    /// <summary>Whether the message has this id.</summary>
    public static bool Same(McpMessage a, McpMessage b) =>
        a.Id.Exists && b.Id.Exists
        && (a.Json.AsSpan(a.Id.Start, a.Id.Length).SequenceEqual(b.Json.AsSpan(b.Id.Start, b.Id.Length)) || Key(a, a.Id) == Key(b, b.Id));
}
