using System.Text.Json;
using Dunes.Abstractions.Mcp;
using Microsoft.AspNetCore.Http;

namespace Dunes.Gateway.Mcp;

/// <summary>A request that the gateway itself refuses, before any grain sees it.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="jsonRpcCode">JSON-RPC code.</param>
/// <param name="code">Stable code.</param>
/// <param name="message">What is wrong, without content.</param>
internal sealed class McpRejection(int status, int jsonRpcCode, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public int JsonRpcCode { get; } = jsonRpcCode;

    public string Code { get; } = code;

    /// <summary>Versions that <c>error.data</c> tells of: what the client asked for.</summary>
    public string? RequestedVersion { get; private init; }

    /// <summary>Worth a security event: form, size, origin, or headers that say something else than the body.</summary>
    public bool IsSuspicious { get; private init; }

    public static McpRejection Origin() =>
        new(StatusCodes.Status403Forbidden, McpError.InvalidRequest, "DUNES-MCP-001", "This Origin is not allowed.") { IsSuspicious = true };

    public static McpRejection TooLarge(int limit) =>
        new(StatusCodes.Status413PayloadTooLarge, McpError.InvalidRequest, "DUNES-MCP-002", $"The body is longer than {limit} bytes.") { IsSuspicious = true };

    public static McpRejection ContentType() =>
        new(StatusCodes.Status415UnsupportedMediaType, McpError.InvalidRequest, "DUNES-MCP-003", "Content-Type must be application/json.");

    public static McpRejection Accept(string needed) =>
        new(StatusCodes.Status406NotAcceptable, McpError.InvalidRequest, "DUNES-MCP-004", $"Accept must list {needed}.");

    public static McpRejection Format(McpFormatException e) =>
        new(StatusCodes.Status400BadRequest, e.JsonRpcCode, "DUNES-MCP-005", e.Message) { IsSuspicious = true };

    public static McpRejection UnknownUpstream() =>
        new(StatusCodes.Status404NotFound, McpError.InvalidRequest, "DUNES-MCP-006", "There is no such upstream.");

    public static McpRejection NoSession() =>
        new(StatusCodes.Status400BadRequest, McpError.InvalidRequest, "DUNES-MCP-007", "Mcp-Session-Id is missing: a session begins with initialize.");

    public static McpRejection UnknownSession() =>
        new(StatusCodes.Status404NotFound, McpError.InvalidRequest, "DUNES-MCP-008", "There is no such session or context.");

    public static McpRejection Version(string requested) =>
        new(StatusCodes.Status400BadRequest, McpError.UnsupportedProtocolVersion, "DUNES-MCP-009", "This protocol version is not supported.") { RequestedVersion = requested };

    public static McpRejection HeaderMismatch(string header) =>
        new(StatusCodes.Status400BadRequest, McpError.HeaderMismatch, "DUNES-MCP-010", $"Header mismatch: {header} is missing, malformed or differs from the body.") { IsSuspicious = true };

    public static McpRejection MissingMeta(string key) =>
        new(StatusCodes.Status400BadRequest, McpError.InvalidParams, "DUNES-MCP-011", $"params._meta[\"{key}\"] is missing.");

    public static McpRejection RemovedMethod() =>
        new(StatusCodes.Status404NotFound, McpError.MethodNotFound, "DUNES-MCP-012", $"This method is not part of protocol version {ProtocolVersions.Modern}.");

    public static McpRejection ResponseNotAllowed() =>
        new(StatusCodes.Status400BadRequest, McpError.InvalidRequest, "DUNES-MCP-005", "Clients of this protocol version send requests and notifications only.");

    public static McpRejection MethodNotAllowed() =>
        new(StatusCodes.Status405MethodNotAllowed, McpError.InvalidRequest, "DUNES-MCP-013", "This HTTP method is not allowed here.");

    /// <summary>The answer's body.</summary>
    /// <param name="id">Raw JSON of the request's id, or empty.</param>
    public byte[] ToBytes(ReadOnlySpan<byte> id) => McpError.ToBytes(id, JsonRpcCode, Message, WriteData);

    private void WriteData(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("code"u8, Code);
        if (RequestedVersion is not null)
        {
            writer.WriteStartArray("supported"u8);
            writer.WriteStringValue(ProtocolVersions.Modern);
            foreach (var version in ProtocolVersions.Legacy)
                writer.WriteStringValue(version);
            writer.WriteEndArray();
            writer.WriteString("requested"u8, RequestedVersion);
        }
        writer.WriteEndObject();
    }
}
