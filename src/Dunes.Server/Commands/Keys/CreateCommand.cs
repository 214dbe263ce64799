using System.CommandLine;
using Dunes.Abstractions.Identity;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys create NAME --algorithm ALGORITHM</c>.</summary>
internal static class CreateCommand
{
    public static Command Create()
    {
        var name = KeysCommand.Name();
        var options = new KeySpecOptions();
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("create", "Create a key with its first version.") { name, output.Json };
        options.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Operator, cancellationToken);
            var spec = options.Read(result);
            var body = new
            {
                Name = result.GetRequiredValue(name),
                spec.Algorithm,
                spec.Rotation,
                spec.Purpose,
                spec.Description,
                spec.Tags,
                spec.Limits,
                spec.Sealing,
                spec.Exportable,
            };
            KeyView.Print(result, await client.PostAsync("v1/keys", body, cancellationToken), result.GetValue(output.Json));
            return ExitCodes.Success;
        });
        return command;
    }
}
