using System.CommandLine;
using Dunes.Abstractions.Identity;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys encapsulate|decapsulate NAME</c>: shared secrets of an ML-KEM key (FIPS 203).</summary>
internal static class EncapsulationCommands
{
    public static Command CreateEncapsulate()
    {
        var name = KeysCommand.Name();
        var version = KeysCommand.Version();
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("encapsulate", "Make a shared secret of 32 bytes; prints it and the ciphertext that carries it, in base64.") { name, version, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Admin, cancellationToken);
            var answer = await client.PostAsync($"{KeysCommand.Path(result.GetRequiredValue(name))}/encapsulate", new { Version = result.GetValue(version) }, cancellationToken);
            if (result.GetValue(output.Json))
                CommandOutput.WriteJson(result, answer);
            else
                await result.InvocationConfiguration.Output.WriteLineAsync($"{answer.Text("sharedSecret")} {answer.Text("ciphertext")}");
            return ExitCodes.Success;
        });
        return command;
    }

    public static Command CreateDecapsulate()
    {
        var name = KeysCommand.Name();
        var ciphertext = new Option<string>("--ciphertext") { Description = "What `encapsulate` made: base64, or a file that holds it as bytes or as base64.", Required = true, HelpName = "FILE|BASE64" };
        var version = KeysCommand.Version("Version that it was made for. [default: the current one]");
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("decapsulate", "Print the shared secret that a ciphertext carries, in base64. A wrong ciphertext gives another secret, not an error (FIPS 203).")
        {
            name, ciphertext, version, output.Json,
        };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var bytes = await EncodedBytes.ReadAsync(ciphertext.Name, result.GetRequiredValue(ciphertext), cancellationToken);
            using var client = await connection.ConnectAsync(result, Roles.Admin, cancellationToken);
            var body = new { Ciphertext = bytes, Version = result.GetValue(version) };
            var answer = await client.PostAsync($"{KeysCommand.Path(result.GetRequiredValue(name))}/decapsulate", body, cancellationToken);
            if (result.GetValue(output.Json))
                CommandOutput.WriteJson(result, answer);
            else
                await result.InvocationConfiguration.Output.WriteLineAsync(answer.Text("sharedSecret"));
            return ExitCodes.Success;
        });
        return command;
    }
}
