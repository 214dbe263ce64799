using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dunes.DemoUpstream;

/// <summary>The demo server's features, the same behind every transport.</summary>
public static class DemoServer
{
    /// <summary>
    /// Fills <paramref name="options"/> with the demo's name, tools, prompt, resource and completion. The notes of
    /// <c>notes_add</c> belong to the collections made here: every session served from the same options shares them.
    /// </summary>
    /// <param name="options">Options of a server that has no features yet.</param>
    /// <param name="clock">The clock behind <c>clock</c> and the pauses of <c>slow</c>.</param>
    public static void Configure(McpServerOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);

        var notes = new NotesTools();
        options.ServerInfo = new Implementation
        {
            Name = "dunes-demo",
            Title = "Dunes demo upstream",
            Version = typeof(DemoServer).Assembly.GetName().Version!.ToString(3),
        };
        options.ServerInstructions = "Small tools to try a gateway with. Notes live in this process's memory only.";
        options.ToolCollection =
        [
            McpServerTool.Create(EchoTool.Echo),
            McpServerTool.Create(new ClockTool(clock).Now),
            McpServerTool.Create(notes.Add),
            McpServerTool.Create(notes.List),
            McpServerTool.Create(new SlowTool(clock).RunAsync),
            McpServerTool.Create(new AskTool().Ask),
        ];
        options.PromptCollection = [McpServerPrompt.Create(SummarizePrompt.Summarize)];
        options.ResourceCollection = [McpServerResource.Create(ReadmeResource.Read)];
    }
}
