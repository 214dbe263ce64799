namespace Dunes.Abstractions.Mcp;

/// <summary>Bytes that are no acceptable JSON-RPC message.</summary>
/// <param name="jsonRpcCode">-32700 when it is not JSON, -32600 when it is not a request (JSON-RPC 2.0, section 5.1).</param>
/// <param name="message">What is wrong, without content.</param>
public sealed class McpFormatException(int jsonRpcCode, string message) : Exception(message)
{
    /// <summary>JSON-RPC error code.</summary>
    public int JsonRpcCode { get; } = jsonRpcCode;
}
