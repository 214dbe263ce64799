using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Server.Client;
using Spectre.Console;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys show|rotate NAME</c>.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Look at and rotate keys.") { CreateShow(), CreateRotate() };

    private static Command CreateShow()
    {
        var name = Name();
        var system = new Option<bool>("--system") { Description = "A key of the cluster itself, for instance context-heads." };
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("show", "Show a key's versions and public keys.") { name, system, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Operator, cancellationToken);
            var key = await client.GetAsync(Path(result.GetRequiredValue(name), result.GetValue(system)), cancellationToken);
            Print(result, key, result.GetValue(output.Json));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command CreateRotate()
    {
        var name = Name();
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("rotate", "Add a version to a key of the tenant. What older versions sealed stays readable.") { name, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Operator, cancellationToken);
            var path = Path(result.GetRequiredValue(name), system: false);
            var before = (await client.GetAsync(path, cancellationToken)).Deserialize<KeyInfo>(ServerClient.Json)!;
            var after = await client.PostAsync($"{path}/rotate", new { ExpectedVersion = before.CurrentVersion }, cancellationToken);
            Print(result, after, result.GetValue(output.Json));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Argument<string> Name() => new("name") { Description = "Name of the key, for instance context-sealing.", HelpName = "NAME" };

    private static string Path(string name, bool system) => $"v1/keys/{(system ? "system/" : "")}{Uri.EscapeDataString(name)}";

    private static void Print(ParseResult result, JsonElement answer, bool json)
    {
        if (json)
        {
            CommandOutput.WriteJson(result, answer);
            return;
        }

        var key = answer.Deserialize<KeyInfo>(ServerClient.Json)!;
        var console = CommandOutput.Console(result);
        console.WriteLine($"{key.Tenant}/{key.Name}  {key.Algorithm}  id {key.KeyId}  next rotation {CommandOutput.Time(key.NextRotationAt)}");
        var table = CommandOutput.Table("VERSION", "CREATED", "PUBLIC KEY (SHA-256)");
        foreach (var version in key.Versions)
        {
            table.AddRow(
                version.Version.ToString(CultureInfo.InvariantCulture),
                CommandOutput.Time(version.CreatedAt),
                version.PublicKey is null ? "-" : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(version.PublicKey)));
        }

        console.Write(table);
    }
}
