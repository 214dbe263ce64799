using System.CommandLine;
using Dunes.Abstractions.Identity;
using Dunes.Server.Client;
using Dunes.Server.Commands.Keys.Files;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys export NAME --public-key FILE --out FILE</c>: a version's secret, wrapped; never in plain.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var name = KeysCommand.Name();
        var publicKey = new Option<string>("--public-key")
        {
            Description = "Who may open it: an ML-KEM-1024 public key as base64, or a file with its bytes, their base64, or PEM.",
            Required = true,
            HelpName = "FILE|BASE64",
        };
        var version = KeysCommand.Version();
        var file = new OutputOptions("the wrapped key (a DC2K message of suite 0x10)");
        file.Out.Required = true;
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("export", "Export a version of a key that was created exportable, wrapped to an ML-KEM-1024 public key.") { name, publicKey, version, output.Json };
        file.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var recipient = await RecipientKey.ReadAsync(publicKey.Name, result.GetRequiredValue(publicKey), cancellationToken);
            using var client = await connection.ConnectAsync(result, Roles.Admin, cancellationToken);
            var body = new { Version = result.GetValue(version), RecipientPublicKey = recipient };
            var answer = await client.PostAsync($"{KeysCommand.Path(result.GetRequiredValue(name))}/export", body, cancellationToken);
            await file.WriteAsync(result, SealedInput.FromAnswer(answer, "wrapped"), secret: true, result.GetValue(output.Json), cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }
}
