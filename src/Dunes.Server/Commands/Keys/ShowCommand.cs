using System.CommandLine;
using Dunes.Abstractions.Identity;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys show NAME</c>.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var name = KeysCommand.Name();
        var system = KeysCommand.OfSystem();
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("show", "Show a key and its newest versions with their public keys.") { name, system, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Operator, cancellationToken);
            var path = KeysCommand.Path(result.GetRequiredValue(name), result.GetValue(system));
            KeyView.Print(result, await client.GetAsync(path, cancellationToken), result.GetValue(output.Json));
            return ExitCodes.Success;
        });
        return command;
    }
}
