using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Mcp;
using Dunes.Gateway.Api;
using Microsoft.AspNetCore.Http;
using Orleans.Runtime;

namespace Dunes.Gateway.Mcp;

/// <summary>What a client is told of a call that failed behind the gateway: never more than a stable code, a safe sentence and whether to try again.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="JsonRpcCode">JSON-RPC code.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Message">A sentence.</param>
/// <param name="IsRetrySafe">Nothing was done. Otherwise it may have been.</param>
internal sealed record McpFailure(int Status, int JsonRpcCode, string Code, string Message, bool IsRetrySafe)
{
    public static McpFailure Of(Exception exception) => exception switch
    {
        DunesException e => new(
            // A client must begin a new session when its session answers 404 (MCP 2025-11-25, transports): also when it has ended.
            e.Kind == ErrorKind.Gone ? StatusCodes.Status404NotFound : ApiProblem.StatusOf(e.Kind),
            e.Kind == ErrorKind.Invalid ? McpError.InvalidParams : McpError.InternalError,
            e.Code,
            e.Message,
            e.Kind is not (ErrorKind.Unknown or ErrorKind.Upstream or ErrorKind.Integrity)),
        // A rejection is the answer of a silo that did not start the call; but this kind of it says that the silo died meanwhile.
        OrleansMessageRejectionException and not SiloUnavailableException => new(
            StatusCodes.Status503ServiceUnavailable, McpError.InternalError, "DUNES-MCP-014", "The cluster could not take the call; nothing was done.", true),
        TimeoutException or OrleansException => new(
            StatusCodes.Status504GatewayTimeout, McpError.InternalError, "DUNES-MCP-015", "The cluster did not answer; the call may have been done.", false),
        _ => new(StatusCodes.Status500InternalServerError, McpError.InternalError, "DUNES-MCP-016", "Internal error.", false),
    };

    /// <summary>The failure is ours and nobody foresaw it.</summary>
    public bool IsUnforeseen => Status == StatusCodes.Status500InternalServerError && Code == "DUNES-MCP-016";

    /// <summary>The answer's body.</summary>
    /// <param name="id">Raw JSON of the request's id, or empty.</param>
    public byte[] ToBytes(ReadOnlySpan<byte> id) => McpError.ToBytes(id, JsonRpcCode, Message, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("code"u8, Code);
        writer.WriteString("retry"u8, IsRetrySafe ? "safe"u8 : "unknown"u8);
        writer.WriteEndObject();
    });
}
