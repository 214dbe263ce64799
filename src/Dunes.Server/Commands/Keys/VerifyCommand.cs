using System.CommandLine;
using System.Text;
using Dunes.Abstractions.Identity;
using Dunes.Server.Client;
using Dunes.Server.Commands.Keys.Files;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys verify NAME --signature S</c>. Ends with <see cref="ExitCodes.FaultsFound"/> when the signature is not one of the key.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var name = KeysCommand.Name();
        var message = new MessageOptions("The message");
        var mu = new Option<bool>("--mu") { Description = "The input is the message's external mu, 64 bytes, not the message." };
        var context = new Option<string?>("--context") { Description = "What was given to sign.", HelpName = "TEXT" };
        var signature = new Option<string>("--signature") { Description = "The signature: base64, or a file that holds it as bytes or as base64.", Required = true, HelpName = "FILE|BASE64" };
        var version = KeysCommand.Version("Version that made the signature. [default: the current one]");
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("verify", "Verify a signature; the exit code says whether it is good.") { name, signature, mu, context, version, output.Json };
        message.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var bytes = await message.ReadAsync(result, cancellationToken);
            var body = new
            {
                Message = result.GetValue(mu) ? null : bytes,
                Mu = result.GetValue(mu) ? bytes : null,
                Context = result.GetValue(context) is { Length: > 0 } text ? Encoding.UTF8.GetBytes(text) : null,
                Signature = await EncodedBytes.ReadAsync(signature.Name, result.GetRequiredValue(signature), cancellationToken),
                Version = result.GetValue(version),
            };
            using var client = await connection.ConnectAsync(result, Roles.Auditor, cancellationToken);
            var answer = await client.PostAsync($"{KeysCommand.Path(result.GetRequiredValue(name))}/verify", body, cancellationToken);
            return ValidityView.Print(result, answer, result.GetValue(output.Json));
        });
        return command;
    }
}
