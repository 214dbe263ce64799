using System.Text;

namespace Dunes.Grains.Upstreams.Http;

/// <summary>Header fields of MCP's Streamable HTTP transport.</summary>
internal static class McpHeaders
{
    public const string ProtocolVersion = "MCP-Protocol-Version";

    public const string SessionId = "Mcp-Session-Id";

    public const string Method = "Mcp-Method";

    public const string Name = "Mcp-Name";

    private const string Start = "=?base64?";
    private const string End = "?=";

    /// <summary>A value as a header may carry it: as it is, or in the Base64 form (MCP 2026-07-28, Streamable HTTP, Value Encoding).</summary>
    public static string Encode(string value)
    {
        var safe = value.Length > 0
            && value.All(c => c is >= ' ' and <= '~')
            && value[0] != ' ' && value[^1] != ' '
            && !(value.StartsWith(Start, StringComparison.Ordinal) && value.EndsWith(End, StringComparison.Ordinal));
        return safe ? value : Start + Convert.ToBase64String(Encoding.UTF8.GetBytes(value)) + End;
    }
}
