using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Dunes.Cryptography.Sealing;
using Dunes.Server.Commands.Bench;
using Dunes.Server.Commands.Contexts;
using Dunes.Server.Commands.Keys;
using Dunes.Server.Commands.Maml;
using Dunes.Server.Configuration;

namespace Dunes.Server.Commands;

/// <summary>The command line: what there is, and what an error looks like.</summary>
internal static class DunesCommandLine
{
    /// <summary>Runs a command; returns one of <see cref="ExitCodes"/>. Never throws.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        // A text that begins with '@' is a text, not the name of a file with more arguments.
        var result = CreateRoot().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is ParseErrorAction)
        {
            foreach (var problem in result.Errors)
                await error.WriteLineAsync(Line(DunesErrors.Usage, problem.Message));
            await error.WriteLineAsync($"See: {CommandPath(result.CommandResult)} --help");
            return ExitCodes.Configuration;
        }

        try
        {
            // A null timeout leaves the signals alone: the host of `serve` stops by itself, the other commands need no farewell.
            return await result.InvokeAsync(new() { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (ConfigurationException e)
        {
            await error.WriteLineAsync(Line(DunesErrors.Configuration, e.Errors.Count == 1 ? "1 configuration error" : $"{e.Errors.Count} configuration errors"));
            foreach (var problem in e.Errors)
                await error.WriteLineAsync($"  {problem}");
            return ExitCodes.Configuration;
        }
        catch (DunesErrorException e)
        {
            await error.WriteLineAsync(Line(e.Code, e.Message));
            return e.ExitCode;
        }
        catch (Client.ServerAnswerException e)
        {
            var end = e.ToError();
            await error.WriteLineAsync(Line(end.Code, end.Message));
            return end.ExitCode;
        }
        catch (SealingException e)
        {
            await error.WriteLineAsync($"dunes: {e.Message}");
            return e.Code == SealingException.TooLargeCode ? ExitCodes.Other : ExitCodes.FaultsFound;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(Line(DunesErrors.File, OneLine(e.Message)));
            return ExitCodes.NotAllowed;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync(Line(DunesErrors.Cancelled, "Cancelled."));
            return ExitCodes.Other;
        }
        catch (Exception e)
        {
            await error.WriteLineAsync(Line(DunesErrors.Unexpected, $"Unexpected error: {e.GetType().Name}: {OneLine(e.Message)}"));
            return ExitCodes.Other;
        }
    }

    /// <summary>The commands, without running any.</summary>
    internal static RootCommand CreateRoot()
    {
        var root = new RootCommand("Dunes Cluster: a gateway between AI agents and MCP servers that keeps what was said, sealed and signed.")
        {
            ServeCommand.Create(),
            TokenCommand.Create(),
            ContextsCommand.Create(),
            KeysCommand.Create(),
            MamlCommand.Create(),
            BenchCommand.Create(),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExitCodesHelp((SynchronousCommandLineAction)help.Action!);
        return root;
    }

    private static string Line(string code, string message) => $"dunes: {code}: {message}";

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");

    private static string CommandPath(System.CommandLine.Parsing.CommandResult result) =>
        result.Parent is System.CommandLine.Parsing.CommandResult parent ? $"{CommandPath(parent)} {result.Command.Name}" : "dunes";
}
