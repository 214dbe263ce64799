using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dunes.Abstractions.Identity;
using Dunes.Server.Client;
using Dunes.Server.Commands.Keys.Files;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys restore FILE</c>: makes the keys of a backup again; goes on when one fails.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "What `dunes keys backup` wrote; - is standard input.", HelpName = "FILE" };
        var only = new Option<string[]>("--only") { Description = "Restore only this key; may be given several times. [default: all]", HelpName = "NAME" };
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("restore", "Restore keys from a backup. A key that exists and is not destroyed is left as it is, and counts as failed.") { file, only, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            await using var input = InputFile.Open(result.GetRequiredValue(file));
            var lines = await ReadAsync(input, result.GetValue(only) ?? [], cancellationToken);
            using var client = await connection.ConnectAsync(result, Roles.Operator, cancellationToken);
            var outcomes = await KeyOutcome.ForEachAsync("Restoring", lines, line => line.Name, async line =>
            {
                if (line.Backup.Length == 0)
                    throw new DunesErrorException(ExitCodes.Configuration, DunesErrors.Usage, "This line of the file is no backup of a key.");
                await client.PostAsync($"{KeysCommand.Path(line.Name)}/restore", new { line.Backup }, cancellationToken);
            });
            return KeyOutcome.Report(result, "restored", outcomes, result.GetValue(output.Json), quiet: false);
        });
        return command;
    }

    /// <summary>The lines wanted; one that is no backup has an empty one. A name that is wanted and not there is an error before anything is done.</summary>
    private static async Task<List<KeyBackupLine>> ReadAsync(InputFile input, string[] only, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(input.Stream, Encoding.UTF8, leaveOpen: true);
        var lines = new List<KeyBackupLine>();
        for (var number = 1; await reader.ReadLineAsync(cancellationToken) is { } text; number++)
        {
            if (!string.IsNullOrWhiteSpace(text))
                lines.Add(Parse(text) ?? new(string.Create(CultureInfo.InvariantCulture, $"line {number}"), []));
        }

        if (lines.TrueForAll(line => line.Backup.Length == 0))
            throw new DunesErrorException(ExitCodes.Configuration, DunesErrors.Usage, $"{input.Name} is no backup of keys.");
        var missing = only.Except(lines.Select(line => line.Name), StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
            throw new DunesErrorException(ExitCodes.NotFound, DunesErrors.Usage, $"{input.Name} holds no key named {string.Join(", ", missing)}.");
        return only.Length == 0 ? lines : lines.FindAll(line => only.Contains(line.Name, StringComparer.Ordinal));
    }

    private static KeyBackupLine? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<KeyBackupLine>(text, ServerClient.Json) is { Name.Length: > 0, Backup: not null } line ? line : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
