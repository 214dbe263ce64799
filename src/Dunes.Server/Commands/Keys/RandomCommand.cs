using System.CommandLine;
using Dunes.Abstractions.Identity;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys random</c>.</summary>
internal static class RandomCommand
{
    private const int MostBytes = 65_536;

    public static Command Create()
    {
        var bytes = new Option<int>("--bytes") { Description = "How many, 1 to 65536.", DefaultValueFactory = _ => 32, HelpName = "COUNT" };
        bytes.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var count) && count is < 1 or > MostBytes)
                result.AddError("--bytes must be 1 to 65536.");
        });
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("random", "Print random bytes of the server, in base64.") { bytes, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Agent, cancellationToken);
            var answer = await client.PostAsync("v1/random", new { Bytes = result.GetValue(bytes) }, cancellationToken);
            if (result.GetValue(output.Json))
                CommandOutput.WriteJson(result, answer);
            else
                await result.InvocationConfiguration.Output.WriteLineAsync(answer.Text("bytes"));
            return ExitCodes.Success;
        });
        return command;
    }
}
