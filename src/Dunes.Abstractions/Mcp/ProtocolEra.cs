namespace Dunes.Abstractions.Mcp;

/// <summary>Which family of MCP revisions a peer speaks.</summary>
public enum ProtocolEra
{
    /// <summary>2025-11-25 and older: initialize, sessions, server requests.</summary>
    Legacy,

    /// <summary>2026-07-28: stateless requests, multi-round-trip results.</summary>
    Modern,
}
