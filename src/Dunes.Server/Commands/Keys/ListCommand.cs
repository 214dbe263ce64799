using System.CommandLine;
using System.Globalization;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Server.Client;
using Spectre.Console;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys list</c>.</summary>
internal static class ListCommand
{
    private const int PageSize = 100;

    public static Command Create()
    {
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("list", "List the keys of the tenant.") { output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Operator, cancellationToken);
            var keys = await CommandOutput.WithProgressAsync("Reading", _ => ReadAllAsync(client, cancellationToken));
            if (result.GetValue(output.Json))
            {
                CommandOutput.WriteJson(result, new { Keys = keys });
                return ExitCodes.Success;
            }

            var table = CommandOutput.Table("NAME", "ALGORITHM", "VERSION", "STATE", "NEXT ROTATION", "CREATED", "DESCRIPTION");
            foreach (var key in keys)
            {
                table.AddRow(
                    CommandOutput.Cell(key.Name),
                    CommandOutput.Cell(key.Spec.Algorithm),
                    key.CurrentVersion.ToString(CultureInfo.InvariantCulture),
                    KeyView.State(key.State, key.DestroyAt),
                    CommandOutput.Time(key.NextRotationAt),
                    CommandOutput.Time(key.CreatedAt),
                    CommandOutput.Cell(key.Spec.Description));
            }

            CommandOutput.Console(result).Write(table);
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>All keys that the caller may describe, by name.</summary>
    public static async Task<List<KeyInfo>> ReadAllAsync(ServerClient client, CancellationToken cancellationToken)
    {
        var keys = new List<KeyInfo>();
        string? cursor = null;
        do
        {
            var path = $"v1/keys?limit={PageSize}" + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}");
            var page = (await client.GetAsync(path, cancellationToken)).As<KeyPage>();
            keys.AddRange(page.Keys);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return keys;
    }
}
