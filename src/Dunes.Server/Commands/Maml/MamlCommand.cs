using System.CommandLine;
using Dunes.Maml;

namespace Dunes.Server.Commands.Maml;

/// <summary><c>dunes maml</c>: signed documents.</summary>
internal static class MamlCommand
{
    public static Command Create() => new("maml", "Sign, verify and look at .maml.md documents.")
    {
        SignCommand.Create(),
        VerifyCommand.Create(),
        ValidateCommand.Create(),
        ShowCommand.Create(),
    };

    /// <summary>The files to look at.</summary>
    internal static Argument<string[]> Files() => new("file") { Description = "Documents.", HelpName = "FILE", Arity = ArgumentArity.OneOrMore };

    /// <summary><c>--schema</c>, as often as there are schemas.</summary>
    internal static Option<string[]> Schemas() => new("--schema")
    {
        Description = "Schema document, or a folder of them (*.maml.md of type: schema). May be given several times.",
        HelpName = "FILE|DIR",
    };

    /// <summary>A fault as one line: file, line, field, what is wrong, code.</summary>
    internal static string Line(string file, MamlFault fault)
    {
        var place = fault.Line == 0 ? file : $"{file}:{fault.Line}";
        var field = fault.Field.Length == 0 ? "" : $"{fault.Field}: ";
        return CommandOutput.Printable($"{place}: {field}{fault.Message} ({fault.Code})");
    }
}
