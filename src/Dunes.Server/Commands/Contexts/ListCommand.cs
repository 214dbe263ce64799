using System.CommandLine;
using System.Globalization;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Sessions;
using Spectre.Console;

namespace Dunes.Server.Commands.Contexts;

/// <summary><c>dunes contexts list</c>.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("list", "List the contexts of the tenant, newest first.") { output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Operator, cancellationToken);
            var contexts = await CommandOutput.WithProgressAsync("Reading", _ => ContextList.ReadAllAsync(client, cancellationToken));
            if (result.GetValue(output.Json))
            {
                CommandOutput.WriteJson(result, new { contexts.Items, contexts.Faults });
                return FaultLines.ExitCode(contexts.Faults);
            }

            var table = CommandOutput.Table("ID", "OPENED", "STATE", "ENTRIES", "SIGNED", "UPSTREAM", "ERA", "OWNER", "CLIENT");
            foreach (var context in contexts.Items)
            {
                table.AddRow(
                    CommandOutput.Cell(context.Id),
                    CommandOutput.Time(context.OpenedAt),
                    CommandOutput.Cell(State(context)),
                    context.Size.ToString(CultureInfo.InvariantCulture),
                    context.SignedSize.ToString(CultureInfo.InvariantCulture),
                    CommandOutput.Cell(context.Upstream),
                    context.Era.ToString().ToLowerInvariant(),
                    CommandOutput.Cell(context.OwnerSubject),
                    CommandOutput.Cell(context.ClientName));
            }

            CommandOutput.Console(result).Write(table);
            FaultLines.Write(result, contexts.Faults);
            return FaultLines.ExitCode(contexts.Faults);
        });
        return command;
    }

    private static string State(ContextInfo context) =>
        context.ShreddedAt is not null ? "shredded" : context.ClosedAt is not null ? $"closed ({context.CloseReason})" : "open";
}
