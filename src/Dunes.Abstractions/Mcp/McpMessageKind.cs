namespace Dunes.Abstractions.Mcp;

/// <summary>The three shapes of a JSON-RPC 2.0 message.</summary>
public enum McpMessageKind
{
    /// <summary>Has a method and an id.</summary>
    Request,

    /// <summary>Has a method and no id.</summary>
    Notification,

    /// <summary>Has an id and a result or an error.</summary>
    Response,
}
