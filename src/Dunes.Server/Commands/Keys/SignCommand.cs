using System.CommandLine;
using System.Text;
using Dunes.Abstractions.Identity;
using Dunes.Server.Client;
using Dunes.Server.Commands.Keys.Files;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys sign NAME</c>.</summary>
internal static class SignCommand
{
    public static Command Create()
    {
        var name = KeysCommand.Name();
        var message = new MessageOptions("The message");
        var mu = new Option<bool>("--mu") { Description = "The input is the message's external mu, 64 bytes (FIPS 204, section 6.2), not the message." };
        var context = new Option<string?>("--context") { Description = "Signed with the message, and needed again to verify it.", HelpName = "TEXT" };
        var deterministic = new Option<bool>("--deterministic") { Description = "Sign without fresh randomness. [default: hedged]" };
        var version = KeysCommand.Version();
        var file = new OutputOptions("the signature's bytes");
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("sign", "Sign a message; prints the signature in base64.") { name, mu, context, deterministic, version, output.Json };
        message.AddTo(command);
        file.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var bytes = await message.ReadAsync(result, cancellationToken);
            using var client = await connection.ConnectAsync(result, Roles.Admin, cancellationToken);
            var body = new
            {
                Message = result.GetValue(mu) ? null : bytes,
                Mu = result.GetValue(mu) ? bytes : null,
                Context = result.GetValue(context) is { Length: > 0 } text ? Encoding.UTF8.GetBytes(text) : null,
                Deterministic = result.GetValue(deterministic),
                Version = result.GetValue(version),
            };
            var answer = await client.PostAsync($"{KeysCommand.Path(result.GetRequiredValue(name))}/sign", body, cancellationToken);
            if (result.GetValue(file.Out) is not null)
                await file.WriteAsync(result, answer.Bytes("signature"), secret: false, result.GetValue(output.Json), cancellationToken);
            else if (result.GetValue(output.Json))
                CommandOutput.WriteJson(result, answer);
            else
                await result.InvocationConfiguration.Output.WriteLineAsync(answer.Text("signature"));
            return ExitCodes.Success;
        });
        return command;
    }
}
