using System.CommandLine;
using Dunes.Abstractions.Identity;
using Dunes.Cryptography.Sealing;
using Dunes.Server.Client;
using Dunes.Server.Commands.Keys.Files;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys rewrap NAME</c>: the same message under the key's current version. Its plaintext never leaves the server.</summary>
internal static class RewrapCommand
{
    public static Command Create()
    {
        var name = KeysCommand.Name();
        var message = new MessageOptions("The message, in text form (dunes:v1:…) or, in a file, as bytes");
        var binding = new BindingOptions();
        var file = new OutputOptions("the message's bytes");
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("rewrap", "Seal a message of at most 20 MiB anew under the current version, without seeing its plaintext.") { name, output.Json };
        message.AddTo(command);
        binding.AddTo(command);
        file.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var sealedText = SealedInput.ToText(await message.ReadAsync(result, cancellationToken));
            var (associatedData, context) = await binding.ReadAsync(result, cancellationToken);
            using var client = await connection.ConnectAsync(result, Roles.Admin, cancellationToken);
            var body = new { Ciphertext = sealedText, AssociatedData = associatedData, Context = context };
            var answer = await client.PostAsync($"{KeysCommand.Path(result.GetRequiredValue(name))}/rewrap", body, cancellationToken);
            if (result.GetValue(file.Out) is not null)
                await file.WriteAsync(result, SealedInput.FromAnswer(answer), secret: false, result.GetValue(output.Json), cancellationToken);
            else if (result.GetValue(output.Json))
                CommandOutput.WriteJson(result, answer);
            else
                await result.InvocationConfiguration.Output.WriteLineAsync(answer.Text("ciphertext"));
            return ExitCodes.Success;
        });
        return command;
    }
}
