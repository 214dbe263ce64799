using System.CommandLine;
using Dunes.Abstractions.Identity;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys enable|disable NAME</c>.</summary>
internal static class StateCommands
{
    public static Command CreateEnable() => Create("enable", "Enable a key, or one version.");

    public static Command CreateDisable() => Create("disable", "Disable a key, or one version. When this has returned no node performs another operation with it.");

    private static Command Create(string verb, string description)
    {
        var name = KeysCommand.Name();
        var version = KeysCommand.Version("Only this version. [default: the whole key]");
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command(verb, description) { name, version, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Operator, cancellationToken);
            var path = $"{KeysCommand.Path(result.GetRequiredValue(name))}/{verb}";
            KeyView.Print(result, await client.PostAsync(path, new { Version = result.GetValue(version) }, cancellationToken), result.GetValue(output.Json));
            return ExitCodes.Success;
        });
        return command;
    }
}
