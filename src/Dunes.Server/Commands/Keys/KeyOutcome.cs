using System.CommandLine;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Keys;

/// <summary>What became of one of several keys.</summary>
/// <param name="Name">The key, or where it stands.</param>
/// <param name="Done">Whether it was done.</param>
/// <param name="Code">Why not: a code of docs/errors.md.</param>
/// <param name="Error">Why not, in words.</param>
internal sealed record KeyOutcome(string Name, bool Done, string? Code, string? Error)
{
    /// <summary>Does something with each, whatever becomes of the others; a server that does not answer or lets nobody in ends it.</summary>
    public static Task<IReadOnlyList<KeyOutcome>> ForEachAsync<T>(string description, IReadOnlyList<T> items, Func<T, string> name, Func<T, Task> work) =>
        CommandOutput.WithProgressAsync<IReadOnlyList<KeyOutcome>>(description, async progress =>
        {
            var outcomes = new List<KeyOutcome>(items.Count);
            foreach (var item in items)
            {
                outcomes.Add(await RunAsync(name(item), () => work(item)));
                progress.Report((double)outcomes.Count / items.Count);
            }

            return outcomes;
        });

    /// <summary>Prints each; returns the exit code, and says <c>DUNES-CLI-010</c> on standard error when any failed.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="verb">What was done with those that did not fail.</param>
    /// <param name="outcomes">What became of them.</param>
    /// <param name="json">Whether to print JSON.</param>
    /// <param name="quiet">Whether standard output is taken: failures go to standard error then.</param>
    public static int Report(ParseResult result, string verb, IReadOnlyList<KeyOutcome> outcomes, bool json, bool quiet)
    {
        var failed = outcomes.Count(outcome => !outcome.Done);
        var text = quiet ? result.InvocationConfiguration.Error : result.InvocationConfiguration.Output;
        if (json && !quiet)
            CommandOutput.WriteJson(result, new { Keys = outcomes, Failed = failed });
        else
            foreach (var outcome in outcomes.Where(outcome => !quiet || !outcome.Done))
                text.WriteLine(outcome.Done ? $"{CommandOutput.Printable(outcome.Name)}: {verb}" : $"{CommandOutput.Printable(outcome.Name)}: FAILED {outcome.Code} {CommandOutput.Printable(outcome.Error!)}");
        if (failed > 0)
            throw new DunesErrorException(ExitCodes.Other, DunesErrors.SomeFailed, $"{failed} of {outcomes.Count} keys failed; the others were {verb}.");
        return ExitCodes.Success;
    }

    private static async Task<KeyOutcome> RunAsync(string name, Func<Task> work)
    {
        try
        {
            await work();
            return new(name, true, null, null);
        }
        catch (ServerAnswerException e) when (e.Status != System.Net.HttpStatusCode.Unauthorized)
        {
            return new(name, false, e.Code ?? DunesErrors.BadAnswer, e.Message);
        }
        catch (DunesErrorException e) when (e.Code is DunesErrors.Usage)
        {
            return new(name, false, e.Code, e.Message);
        }
    }
}
