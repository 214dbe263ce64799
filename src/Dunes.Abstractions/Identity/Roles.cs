namespace Dunes.Abstractions.Identity;

/// <summary>The roles a token may carry in its <c>role</c> claim.</summary>
public static class Roles
{
    /// <summary>Calls MCP servers at <c>/mcp</c>, and sees only its own contexts.</summary>
    public const string Agent = "agent";

    /// <summary>Runs the cluster: keys and contexts, without reading what a context says.</summary>
    public const string Operator = "operator";

    /// <summary>Reads, verifies and exports contexts and events; changes nothing.</summary>
    public const string Auditor = "auditor";

    /// <summary>May do everything.</summary>
    public const string Admin = "admin";

    /// <summary>All of them, in ascending order of rights.</summary>
    public static readonly IReadOnlyList<string> All = [Agent, Operator, Auditor, Admin];
}
