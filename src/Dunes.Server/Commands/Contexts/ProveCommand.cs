using System.CommandLine;
using System.Globalization;
using Dunes.Abstractions.Identity;

namespace Dunes.Server.Commands.Contexts;

/// <summary><c>dunes contexts prove ID SEQ</c>: one entry with its proof, as a file that <c>check</c> verifies offline.</summary>
internal static class ProveCommand
{
    public static Command Create()
    {
        var id = ContextsCommand.Id();
        var seq = new Argument<long>("seq") { Description = "Position of the entry, from 0.", HelpName = "SEQ" };
        var file = CommandFiles.Out();
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("prove", "Disclose one entry with a proof that `dunes contexts check` verifies offline.") { id, seq, file, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Auditor, cancellationToken);
            var path = string.Create(CultureInfo.InvariantCulture, $"{ContextsCommand.Path(result.GetRequiredValue(id))}/entries/{result.GetValue(seq)}/proof");
            var proof = await client.GetBytesAsync(path, cancellationToken);
            await CommandFiles.WriteAsync(result, result.GetValue(file), proof, result.GetValue(output.Json), cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }
}
