using System.CommandLine;
using System.CommandLine.Invocation;

namespace Dunes.Server.Commands;

/// <summary>The usual help, and below it the exit codes.</summary>
internal sealed class ExitCodesHelp(SynchronousCommandLineAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Exit codes:");
        foreach (var (code, meaning) in ExitCodes.All)
            output.WriteLine($"  {code,-4}{meaning}");
        return result;
    }
}
