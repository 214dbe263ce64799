using System.CommandLine;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys rotate NAME</c>.</summary>
internal static class RotateCommand
{
    public static Command Create()
    {
        var name = KeysCommand.Name();
        var system = KeysCommand.OfSystem();
        var expected = new Option<int?>("--expected-version")
        {
            Description = "Rotate only if this is the current version, so that a repeated command rotates once. [default: the one that is current now]",
            HelpName = "N",
        };
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("rotate", "Add a version to a key. What older versions sealed or signed stays good.") { name, system, expected, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Operator, cancellationToken);
            var path = KeysCommand.Path(result.GetRequiredValue(name), result.GetValue(system));
            var before = result.GetValue(expected) ?? (await client.GetAsync(path, cancellationToken)).As<KeyInfo>().CurrentVersion;
            var after = await client.PostAsync($"{path}/rotate", new { ExpectedVersion = before }, cancellationToken);
            KeyView.Print(result, after, result.GetValue(output.Json));
            return ExitCodes.Success;
        });
        return command;
    }
}
