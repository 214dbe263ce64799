using System.CommandLine;
using System.Globalization;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys reencrypt NAME</c>: seals what the cluster itself stores under a key anew, and waits until it is done.</summary>
internal static class ReencryptCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var name = KeysCommand.Name();
        var command = Create(
            "Seal everything that the cluster stores under a key anew with its current version. It survives crashes and can be repeated.",
            result => $"{KeysCommand.Path(result.GetRequiredValue(name))}/reencrypt");
        command.Add(name);
        return command;
    }

    /// <summary>The command for a run whose path of the API is <paramref name="pathOf"/>.</summary>
    internal static Command Create(string description, Func<ParseResult, string> pathOf)
    {
        var rate = new Option<int?>("--rate") { Description = "Most items a second, 1 to 1000000. [default: 5000]", HelpName = "COUNT" };
        var noWait = new Option<bool>("--no-wait") { Description = "Start it, and do not wait until it is done." };
        var status = new Option<bool>("--status") { Description = "Start nothing; show how far the last run is." };
        var follow = new Option<bool>("--follow") { Description = "With --status: wait until it is done." };
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("reencrypt", description) { rate, noWait, status, follow, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Operator, cancellationToken);
            var path = pathOf(result);
            var onlyStatus = result.GetValue(status);
            var run = onlyStatus
                ? (await client.GetAsync(path, cancellationToken)).As<ReencryptionStatus>()
                : (await client.PostAsync(path, new { ItemsPerSecond = result.GetValue(rate) }, cancellationToken)).As<ReencryptionStatus>();
            if (onlyStatus ? result.GetValue(follow) : !result.GetValue(noWait))
                run = await CommandOutput.WithProgressAsync("Re-encrypting", progress => WaitAsync(client, path, run, progress, cancellationToken));
            if (result.GetValue(output.Json))
                CommandOutput.WriteJson(result, run);
            else
                Print(result.InvocationConfiguration.Output, run);
            return run.FinishedAt is not null && run.Failed > 0 ? ExitCodes.FaultsFound : ExitCodes.Success;
        });
        return command;
    }

    private static async Task<ReencryptionStatus> WaitAsync(
        ServerClient client, string path, ReencryptionStatus run, IProgress<double> progress, CancellationToken cancellationToken)
    {
        while (run.FinishedAt is null)
        {
            progress.Report(run.Total == 0 ? 0 : Math.Min(1, (double)(run.Done + run.Failed) / run.Total));
            await Task.Delay(Pause, cancellationToken);
            run = (await client.GetAsync(path, cancellationToken)).As<ReencryptionStatus>();
        }

        return run;
    }

    private static void Print(TextWriter text, ReencryptionStatus run)
    {
        var state = run.FinishedAt is null ? "running" : $"finished {CommandOutput.Time(run.FinishedAt)}";
        text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{state}: {run.Done} of {run.Total} items under version {run.TargetVersion}, {run.Failed} failed, started {CommandOutput.Time(run.StartedAt)}"));
        if (run.LastError is not null)
            text.WriteLine($"  waits: {CommandOutput.Printable(run.LastError)}");
    }
}
