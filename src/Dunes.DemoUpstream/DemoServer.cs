using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dunes.DemoUpstream;

/// <summary>
/// The demo server's features, the same behind every transport. All sessions configured from one instance share its
/// notes and accept each other's <c>requestState</c>.
/// </summary>
public sealed class DemoServer
{
    private readonly McpServerPrimitiveCollection<McpServerTool> tools;
    private readonly McpServerPrimitiveCollection<McpServerPrompt> prompts = [McpServerPrompt.Create(SummarizePrompt.Summarize)];
    private readonly McpServerResourceCollection resources = [McpServerResource.Create(ReadmeResource.Read)];

    /// <summary>Builds the features once: reflecting over the tools costs more than calling them.</summary>
    /// <param name="clock">The clock behind <c>clock</c> and the pauses of <c>slow</c>.</param>
    public DemoServer(TimeProvider clock)
    {
        var notes = new NotesTools();
        tools =
        [
            McpServerTool.Create(EchoTool.Echo),
            McpServerTool.Create(new ClockTool(clock).Now),
            McpServerTool.Create(notes.Add),
            McpServerTool.Create(notes.List),
            McpServerTool.Create(new SlowTool(clock).RunAsync),
            McpServerTool.Create(new AskTool().Ask),
        ];
    }

    /// <summary>Gives a server's options the demo's name, instructions, tools, prompt, resource and completion.</summary>
    /// <param name="options">The options of a server, a session or a single request.</param>
    public void Configure(McpServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        options.ServerInfo = new Implementation
        {
            Name = "dunes-demo",
            Title = "Dunes demo upstream",
            Version = typeof(DemoServer).Assembly.GetName().Version!.ToString(3),
        };
        options.ServerInstructions = "Small tools to try a gateway with. Notes live in this process's memory only.";
        options.ToolCollection = tools;
        options.PromptCollection = prompts;
        options.ResourceCollection = resources;
    }
}
