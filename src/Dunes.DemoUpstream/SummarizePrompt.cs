using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using ModelContextProtocol.Server;

namespace Dunes.DemoUpstream;

internal static class SummarizePrompt
{
    [McpServerPrompt(Name = "summarize", Title = "Summarize a text")]
    [Description("Asks the model to summarize a text.")]
    public static string Summarize(
        [Description("The text to summarize.")] string text,
        [Description("How long the summary may be.")][AllowedValues("sentence", "paragraph", "page")] string length = "paragraph") =>
        $"Summarize the following text in at most one {length}. Keep names and numbers exact.\n\n{text}";
}
