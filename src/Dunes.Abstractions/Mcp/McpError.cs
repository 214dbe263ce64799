using System.Buffers;
using System.Text.Json;

namespace Dunes.Abstractions.Mcp;

/// <summary>JSON-RPC errors that the cluster itself answers with.</summary>
public static class McpError
{
    /// <summary>Not JSON (JSON-RPC 2.0, 5.1).</summary>
    public const int ParseError = -32700;

    /// <summary>Not a request.</summary>
    public const int InvalidRequest = -32600;

    /// <summary>No such method.</summary>
    public const int MethodNotFound = -32601;

    /// <summary>Wrong params.</summary>
    public const int InvalidParams = -32602;

    /// <summary>Anything else.</summary>
    public const int InternalError = -32603;

    /// <summary>Headers and body differ (MCP 2026-07-28, transports).</summary>
    public const int HeaderMismatch = -32020;

    /// <summary>The client lacks a capability (MCP 2026-07-28).</summary>
    public const int MissingClientCapability = -32021;

    /// <summary>Unknown revision (MCP 2026-07-28, versioning).</summary>
    public const int UnsupportedProtocolVersion = -32022;

    /// <summary>An error response, UTF-8.</summary>
    /// <param name="id">Raw JSON of the request's id, or empty for null.</param>
    /// <param name="code">JSON-RPC code.</param>
    /// <param name="message">A sentence without secrets.</param>
    /// <param name="writeData">Writes the value of <c>error.data</c>, or null for none.</param>
    public static byte[] ToBytes(ReadOnlySpan<byte> id, int code, string message, Action<Utf8JsonWriter>? writeData = null)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        writer.WritePropertyName("id"u8);
        if (id.IsEmpty)
            writer.WriteNullValue();
        else
            writer.WriteRawValue(id, skipInputValidation: true);
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, code);
        writer.WriteString("message"u8, message);
        if (writeData is not null)
        {
            writer.WritePropertyName("data"u8);
            writeData(writer);
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
