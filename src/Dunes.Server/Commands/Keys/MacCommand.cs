using System.CommandLine;
using Dunes.Abstractions.Identity;
using Dunes.Server.Client;
using Dunes.Server.Commands.Keys.Files;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys mac NAME</c>: computes a code, or with <c>--check</c> checks one.</summary>
internal static class MacCommand
{
    public static Command Create()
    {
        var name = KeysCommand.Name();
        var message = new MessageOptions("The message");
        var check = new Option<string?>("--check") { Description = "A code to check, in place of computing one: base64, or a file that holds it as bytes or as base64.", HelpName = "FILE|BASE64" };
        var version = KeysCommand.Version();
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("mac", "Compute a message authentication code (HMAC-SHA-512), in base64, or check one.") { name, check, version, output.Json };
        message.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var bytes = await message.ReadAsync(result, cancellationToken);
            var path = $"{KeysCommand.Path(result.GetRequiredValue(name))}/mac";
            if (result.GetValue(check) is { } given)
            {
                var code = await EncodedBytes.ReadAsync(check.Name, given, cancellationToken);
                using var verifier = await connection.ConnectAsync(result, Roles.Auditor, cancellationToken);
                var validity = await verifier.PostAsync($"{path}/verify", new { Message = bytes, Mac = code, Version = result.GetValue(version) }, cancellationToken);
                return ValidityView.Print(result, validity, result.GetValue(output.Json));
            }

            using var client = await connection.ConnectAsync(result, Roles.Admin, cancellationToken);
            var answer = await client.PostAsync(path, new { Message = bytes, Version = result.GetValue(version) }, cancellationToken);
            if (result.GetValue(output.Json))
                CommandOutput.WriteJson(result, answer);
            else
                await result.InvocationConfiguration.Output.WriteLineAsync(answer.Text("mac"));
            return ExitCodes.Success;
        });
        return command;
    }
}
