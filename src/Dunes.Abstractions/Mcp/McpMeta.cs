namespace Dunes.Abstractions.Mcp;

/// <summary>Keys of <c>_meta</c> that the cluster acts on.</summary>
public static class McpMeta
{
    /// <summary>Revision of a modern request (MCP 2026-07-28, basic).</summary>
    public const string ProtocolVersion = "io.modelcontextprotocol/protocolVersion";

    /// <summary>What the client of a modern request can do.</summary>
    public const string ClientCapabilities = "io.modelcontextprotocol/clientCapabilities";

    /// <summary>Handle of a context: names one in a request, is told in every result.</summary>
    public const string Context = "io.dunes/context";

    internal static ReadOnlySpan<byte> ProtocolVersionUtf8 => "io.modelcontextprotocol/protocolVersion"u8;

    internal static ReadOnlySpan<byte> ClientCapabilitiesUtf8 => "io.modelcontextprotocol/clientCapabilities"u8;

    internal static ReadOnlySpan<byte> ClientInfoUtf8 => "io.modelcontextprotocol/clientInfo"u8;

    internal static ReadOnlySpan<byte> ContextUtf8 => "io.dunes/context"u8;
}
