using System.Text.Json;
using Dunes.Abstractions.Mcp;

namespace Dunes.Grains.Upstreams.Stdio;

/// <summary>
/// Finds <c>_meta["io.modelcontextprotocol/subscriptionId"]</c> of a message: the id of the <c>subscriptions/listen</c> request it belongs to
/// (MCP 2026-07-28, subscriptions).
/// </summary>
internal static class SubscriptionTag
{
    /// <summary>Where the value stands, or nothing.</summary>
    public static JsonSpan Find(McpMessage message)
    {
        var reader = new Utf8JsonReader(message.Json, new JsonReaderOptions { MaxDepth = McpMessageParser.MaxDepth });
        reader.Read();
        return Enter(ref reader, "params"u8, "result"u8) && Enter(ref reader, "_meta"u8, "_meta"u8)
            && MoveTo(ref reader, "io.modelcontextprotocol/subscriptionId"u8, "io.modelcontextprotocol/subscriptionId"u8)
            && reader.TokenType is JsonTokenType.String or JsonTokenType.Number
            ? new JsonSpan((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex))
            : default;
    }

    private static bool Enter(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ReadOnlySpan<byte> otherName) =>
        MoveTo(ref reader, name, otherName) && reader.TokenType == JsonTokenType.StartObject;

    private static bool MoveTo(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ReadOnlySpan<byte> otherName)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name) || reader.ValueTextEquals(otherName);
            reader.Read();
            if (found)
                return true;
            reader.Skip();
        }
        return false;
    }
}
