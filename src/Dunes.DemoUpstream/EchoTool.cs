using System.ComponentModel;
using ModelContextProtocol.Server;

namespace Dunes.DemoUpstream;

internal static class EchoTool
{
    [McpServerTool(Name = "echo", Title = "Echo", ReadOnly = true, Idempotent = true, Destructive = false, OpenWorld = false)]
    [Description("Returns the message unchanged.")]
    public static string Echo([Description("Any text.")] string message) => message;
}
