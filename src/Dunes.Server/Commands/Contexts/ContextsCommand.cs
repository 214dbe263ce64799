using System.CommandLine;

namespace Dunes.Server.Commands.Contexts;

/// <summary><c>dunes contexts</c>: what was recorded, and whether it still is what was recorded.</summary>
internal static class ContextsCommand
{
    public static Command Create() => new("contexts", "Look at, verify, export, prove and shred what was recorded.")
    {
        ListCommand.Create(),
        ShowCommand.Create(),
        VerifyCommand.Create(),
        ExportCommand.Create(),
        ProveCommand.Create(),
        CheckCommand.Create(),
        ShredCommand.Create(),
    };

    /// <summary>The argument that names a context.</summary>
    internal static Argument<string> Id() => new("id") { Description = "Id of the context, as `dunes contexts list` prints it.", HelpName = "ID" };

    /// <summary>The API's path of a context.</summary>
    internal static string Path(string id) => $"v1/contexts/{Uri.EscapeDataString(id)}";
}
