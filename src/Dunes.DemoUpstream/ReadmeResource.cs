using System.ComponentModel;
using ModelContextProtocol.Server;

namespace Dunes.DemoUpstream;

internal static class ReadmeResource
{
    [McpServerResource(UriTemplate = "demo://readme", Name = "readme", Title = "About this server", MimeType = "text/plain")]
    [Description("What this demo server offers.")]
    public static string Read() =>
        """
        Dunes demo upstream: a small MCP server to try a gateway with.

        Tools:    echo, clock, notes_add, notes_list, slow (progress), ask (elicitation)
        Prompt:   summarize (the argument "length" completes)
        Resource: demo://readme

        Notes are kept in the memory of this process and are gone when it stops.
        """;
}
