namespace Dunes.Abstractions.Mcp;

/// <summary>The revisions of MCP that the cluster speaks.</summary>
public static class ProtocolVersions
{
    /// <summary>The revision without sessions.</summary>
    public const string Modern = "2026-07-28";

    /// <summary>Revisions with initialize and sessions, newest first.</summary>
    public static readonly IReadOnlyList<string> Legacy = ["2025-11-25", "2025-06-18", "2025-03-26"];

    internal static ReadOnlySpan<byte> ModernUtf8 => "2026-07-28"u8;

    /// <summary>Whether a header's value is a revision with sessions.</summary>
    public static bool IsLegacy(string version)
    {
        foreach (var known in Legacy)
        {
            if (known == version)
                return true;
        }
        return false;
    }

    /// <summary>Whether a header's value is a date from which on MCP has no sessions; revisions are named by date, so text order is time order.</summary>
    public static bool IsModern(string version) =>
        version.Length == Modern.Length && string.CompareOrdinal(version, Modern) >= 0;
}
