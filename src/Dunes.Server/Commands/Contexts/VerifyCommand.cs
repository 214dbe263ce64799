using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Sessions;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Contexts;

/// <summary>
/// <c>dunes contexts verify [ID]</c>: has the server re-derive every leaf and head and check every signature. Without an id: all contexts,
/// and what no single context can show. Ends with <see cref="ExitCodes.FaultsFound"/> on any fault; a server that does not answer is no fault.
/// </summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var id = new Argument<string?>("id") { Description = "Id of the context; without it, all are verified.", Arity = ArgumentArity.ZeroOrOne, HelpName = "ID" };
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("verify", "Verify one context, or all.") { id, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Operator, cancellationToken);
            return result.GetValue(id) is { } context
                ? await VerifyOneAsync(client, context, result, output, cancellationToken)
                : await VerifyAllAsync(client, result, output, cancellationToken);
        });
        return command;
    }

    private static async Task<int> VerifyOneAsync(ServerClient client, string id, ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var report = await CommandOutput.WithProgressAsync(
            "Verifying",
            async _ => (await client.PostAsync($"{ContextsCommand.Path(id)}/verify", null, cancellationToken)).Deserialize<VerificationReport>(ServerClient.Json)!);
        if (result.GetValue(output.Json))
        {
            CommandOutput.WriteJson(result, report);
            return FaultLines.ExitCode(report.Faults);
        }

        var text = result.InvocationConfiguration.Output;
        FaultLines.Write(result, report.Faults);
        text.WriteLine(report.Sound ? $"SOUND context {id}" : $"NOT SOUND context {id}");
        text.WriteLine($"  entries    {report.Size}, {report.SignedSize} of them under a valid signature");
        text.WriteLine($"  root       {Convert.ToHexStringLower(report.Root)}");
        text.WriteLine($"  signature  {(report.Algorithm is null ? "none yet" : $"{report.Algorithm}, {CommandOutput.Time(report.SignedAt)}")}");
        text.WriteLine($"  sealed     {string.Join(", ", report.KeyVersions.OrderBy(v => v.Key).Select(v => string.Create(CultureInfo.InvariantCulture, $"key version {v.Key}: {v.Value}")))}");
        if (report.Shredded > 0)
            text.WriteLine($"  shredded   {report.Shredded} entries: {CommandOutput.Printable(report.ShreddedBecause ?? "")}");
        return FaultLines.ExitCode(report.Faults);
    }

    private static async Task<int> VerifyAllAsync(ServerClient client, ParseResult result, CommandOutput output, CancellationToken cancellationToken)
    {
        var all = await CommandOutput.WithProgressAsync("Verifying", progress => VerificationRun.RunAsync(client, progress, cancellationToken));
        if (result.GetValue(output.Json))
        {
            CommandOutput.WriteJson(result, all);
            return FaultLines.ExitCode(all.Faults);
        }

        FaultLines.Write(result, all.Faults);
        result.InvocationConfiguration.Output.WriteLine(
            $"{(all.Sound ? "SOUND" : "NOT SOUND")}: {all.Contexts} contexts, {all.Entries} entries, {all.SignedEntries} of them under a valid signature, {all.Faults.Count} faults{(all.Shredded == 0 ? "" : $"; what {all.Shredded} entries say is shredded")}");
        return FaultLines.ExitCode(all.Faults);
    }
}
