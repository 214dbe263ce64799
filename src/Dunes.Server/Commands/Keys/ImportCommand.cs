using System.CommandLine;
using Dunes.Abstractions.Identity;
using Dunes.Server.Commands.Keys.Files;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys import NAME --algorithm A --wrapping-key K --wrapped FILE</c>.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var name = KeysCommand.Name();
        var options = new KeySpecOptions();
        var wrappingKey = new Option<string>("--wrapping-key") { Description = "Name of the ML-KEM-1024 key that the secret was wrapped to.", Required = true, HelpName = "NAME" };
        var wrapped = new Option<string>("--wrapped") { Description = "What `wrap` or `export` wrote.", Required = true, HelpName = "FILE" };
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("import", "Create a key from a secret made elsewhere: `dunes keys wrap`, or `export` of another cluster, wraps it.") { name, wrappingKey, wrapped, output.Json };
        options.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var content = await CommandFiles.ReadAsync(result.GetRequiredValue(wrapped), cancellationToken);
            using var client = await connection.ConnectAsync(result, Roles.Admin, cancellationToken);
            var spec = options.Read(result);
            var body = new
            {
                WrappingKey = result.GetRequiredValue(wrappingKey),
                Wrapped = SealedInput.ToText(content),
                spec.Algorithm,
                spec.Rotation,
                spec.Purpose,
                spec.Description,
                spec.Tags,
                spec.Limits,
                spec.Sealing,
                spec.Exportable,
            };
            var answer = await client.PostAsync($"{KeysCommand.Path(result.GetRequiredValue(name))}/import", body, cancellationToken);
            KeyView.Print(result, answer, result.GetValue(output.Json));
            return ExitCodes.Success;
        });
        return command;
    }
}
