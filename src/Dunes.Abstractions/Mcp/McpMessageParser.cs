using System.Text.Json;
using System.Text.Unicode;

namespace Dunes.Abstractions.Mcp;

/// <summary>Reads the envelope of a JSON-RPC 2.0 message and notes where the fields stand that a gateway acts on.</summary>
public static class McpMessageParser
{
    /// <summary>Deepest nesting that is read.</summary>
    public const int MaxDepth = 64;

    /// <summary>
    /// Parses one message. Throws <see cref="McpFormatException"/> when it is none, is a batch, is too deep, is not UTF-8,
    /// or names a field twice in the envelope, <c>params</c>, <c>result</c>, their <c>_meta</c> or <c>clientInfo</c>.
    /// </summary>
    public static McpMessage Parse(byte[] json)
    {
        // Utf8JsonReader looks at the bytes of a string only when it is asked for the text: what passes unread must be UTF-8 too.
        if (!Utf8.IsValid(json))
            throw new McpFormatException(McpError.ParseError, "The message is not valid UTF-8.");
        try
        {
            return new McpMessageScan(json).Run();
        }
        catch (JsonException e)
        {
            throw new McpFormatException(
                McpError.ParseError, $"Not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine}, or nested deeper than {MaxDepth}.");
        }
        catch (InvalidOperationException)
        {
            // Utf8JsonReader says so of an escaped surrogate that stands alone.
            throw new McpFormatException(McpError.ParseError, "A string holds half a surrogate pair.");
        }
    }
}
