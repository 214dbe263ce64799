using System.CommandLine;
using System.Text;
using Dunes.Abstractions.Identity;
using Dunes.Server.Client;
using Dunes.Server.Commands.Keys.Files;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys encrypt NAME</c>: a text on the server, a file of up to 1 GiB here.</summary>
internal static class EncryptCommand
{
    public static Command Create()
    {
        var name = KeysCommand.Name();
        var message = new MessageOptions("The plaintext");
        var binding = new BindingOptions();
        var version = KeysCommand.Version("Version to seal with; a file may then have at most 20 MiB. [default: the current one]");
        var file = new OutputOptions("the message's bytes");
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command(
            "encrypt",
            "Seal a text (printed as dunes:v1:…) or a file of up to 1 GiB. Files are sealed here, with a key that the server gives for that one message: their content never travels.")
        {
            name, version, output.Json,
        };
        message.AddTo(command);
        binding.AddTo(command);
        file.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(message.In) is not null && result.GetResult(file.Out) is null)
                result.AddError("--in needs --out; --out - is standard output.");
        });
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var (associatedData, context) = await binding.ReadAsync(result, cancellationToken);
            var path = KeysCommand.Path(result.GetRequiredValue(name));
            var json = result.GetValue(output.Json);
            if (result.GetValue(message.In) is { } source)
            {
                await using var input = InputFile.Open(source);
                using var fileClient = await connection.ConnectAsync(result, Roles.Admin, cancellationToken);
                await SealFileAsync(result, new(fileClient, path, associatedData, context), input, file, result.GetValue(version), json, cancellationToken);
                return ExitCodes.Success;
            }

            using var client = await connection.ConnectAsync(result, Roles.Admin, cancellationToken);
            var body = new
            {
                Plaintext = Encoding.UTF8.GetBytes(result.GetRequiredValue(message.Text)!),
                AssociatedData = associatedData,
                Context = context,
                Version = result.GetValue(version),
            };
            var answer = await client.PostAsync($"{path}/encrypt", body, cancellationToken);
            if (result.GetValue(file.Out) is not null)
                await file.WriteAsync(result, SealedInput.FromAnswer(answer), secret: false, json, cancellationToken);
            else if (json)
                CommandOutput.WriteJson(result, answer);
            else
                await result.InvocationConfiguration.Output.WriteLineAsync(answer.Text("ciphertext"));
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task SealFileAsync(
        ParseResult result, FileSealing sealing, InputFile input, OutputOptions file, int? version, bool json, CancellationToken cancellationToken)
    {
        if (file.IsStandardOutput(result))
        {
            var standard = StandardStreams.Output(result);
            await CommandOutput.WithProgressAsync("Encrypting", progress => sealing.SealAsync(input, standard, version, progress, cancellationToken));
            await standard.FlushAsync(cancellationToken);
            return;
        }

        await using var pending = file.Begin(result, secret: false);
        var (bytes, used) = await CommandOutput.WithProgressAsync("Encrypting", progress => sealing.SealAsync(input, pending.Stream, version, progress, cancellationToken));
        await pending.CommitAsync(cancellationToken);
        file.Tell(result, bytes, used, json);
    }
}
