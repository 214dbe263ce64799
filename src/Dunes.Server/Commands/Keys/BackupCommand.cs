using System.CommandLine;
using System.Text.Json;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Server.Client;
using Dunes.Server.Commands.Keys.Files;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys backup NAME|--all --out FILE</c>: keys sealed under the cluster root key, one JSON line each.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("name") { Description = "Names of the keys.", Arity = ArgumentArity.ZeroOrMore, HelpName = "NAME" };
        var all = new Option<bool>("--all") { Description = "All keys of the tenant." };
        var file = new OutputOptions("the backup");
        file.Out.Required = true;
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("backup", "Back up keys with all their versions. Any cluster that holds one of this cluster's KEKs can restore them.") { names, all, output.Json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) == (result.GetValue(names) is { Length: > 0 }))
                result.AddError("Give names of keys, or --all.");
        });
        file.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Operator, cancellationToken);
            var keys = result.GetValue(all)
                ? [.. (await ListCommand.ReadAllAsync(client, cancellationToken)).Where(key => key.State != KeyState.Destroyed).Select(key => key.Name)]
                : result.GetRequiredValue(names);
            var outcomes = file.IsStandardOutput(result)
                ? await BackUpAsync(client, keys, StandardStreams.Output(result), cancellationToken)
                : await WriteFileAsync(result, file, client, keys, cancellationToken);
            return KeyOutcome.Report(result, "backed up", outcomes, result.GetValue(output.Json), quiet: file.IsStandardOutput(result));
        });
        return command;
    }

    private static async Task<IReadOnlyList<KeyOutcome>> WriteFileAsync(
        ParseResult result, OutputOptions file, ServerClient client, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        await using var pending = file.Begin(result, secret: true);
        var outcomes = await BackUpAsync(client, keys, pending.Stream, cancellationToken);
        if (outcomes.Any(outcome => outcome.Done) || outcomes.Count == 0)
            await pending.CommitAsync(cancellationToken);
        return outcomes;
    }

    private static Task<IReadOnlyList<KeyOutcome>> BackUpAsync(ServerClient client, IReadOnlyList<string> keys, Stream stream, CancellationToken cancellationToken) =>
        KeyOutcome.ForEachAsync("Backing up", keys, name => name, async name =>
        {
            var answer = await client.PostAsync($"{KeysCommand.Path(name)}/backup", null, cancellationToken);
            await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new KeyBackupLine(name, answer.Bytes("backup")), ServerClient.Json), cancellationToken);
            await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
        });
}
