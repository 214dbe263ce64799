using System.CommandLine;
using System.Globalization;
using Dunes.Abstractions.Identity;

namespace Dunes.Server.Commands.Contexts;

/// <summary><c>dunes contexts export ID</c>: entries as a signed <c>.maml.md</c> document.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var id = ContextsCommand.Id();
        var from = new Option<long>("--from") { Description = "First entry.", HelpName = "SEQ", DefaultValueFactory = _ => 0 };
        var to = new Option<long?>("--to") { Description = "Entry to stop before. [default: the end]", HelpName = "SEQ" };
        var file = CommandFiles.Out();
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("export", "Export a context as a signed .maml.md document.") { id, from, to, file, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Auditor, cancellationToken);
            var path = string.Create(CultureInfo.InvariantCulture, $"{ContextsCommand.Path(result.GetRequiredValue(id))}/export?from={result.GetValue(from)}");
            if (result.GetValue(to) is { } end)
                path += string.Create(CultureInfo.InvariantCulture, $"&to={end}");
            var document = await CommandOutput.WithProgressAsync("Exporting", _ => client.GetBytesAsync(path, cancellationToken));
            await CommandFiles.WriteAsync(result, result.GetValue(file), document, result.GetValue(output.Json), cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }
}
