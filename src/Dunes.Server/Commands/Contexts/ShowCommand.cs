using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Sessions;
using Dunes.Server.Client;
using Spectre.Console;

namespace Dunes.Server.Commands.Contexts;

/// <summary><c>dunes contexts show ID</c>: header and head; with <c>--entries</c> what was said, too.</summary>
internal static class ShowCommand
{
    private const int PageSize = 500;

    public static Command Create()
    {
        var id = ContextsCommand.Id();
        var entries = new Option<bool>("--entries") { Description = "Show the entries, too (role auditor; the reading is audited)." };
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("show", "Show one context.") { id, entries, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var withEntries = result.GetValue(entries);
            using var client = await connection.ConnectAsync(result, withEntries ? Roles.Auditor : Roles.Operator, cancellationToken);
            var path = ContextsCommand.Path(result.GetRequiredValue(id));
            var context = (await client.GetAsync(path, cancellationToken)).Deserialize<ContextInfo>(ServerClient.Json)!;
            var said = withEntries
                ? await CommandOutput.WithProgressAsync("Reading", progress => ReadEntriesAsync(client, path, context.Size, progress, cancellationToken))
                : null;
            if (result.GetValue(output.Json))
                CommandOutput.WriteJson(result, said is null ? context : new { Context = context, Entries = said });
            else
                Print(result, context, said ?? []);
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<List<ContextEntry>> ReadEntriesAsync(
        ServerClient client, string path, long size, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var entries = new List<ContextEntry>();
        while (entries.Count < size)
        {
            var answer = await client.GetAsync($"{path}/entries?from={entries.Count}&limit={PageSize}", cancellationToken);
            var page = answer.Deserialize<List<ContextEntry>>(ServerClient.Json)!;
            if (page.Count == 0)
                break;
            entries.AddRange(page);
            progress.Report((double)entries.Count / size);
        }

        return entries;
    }

    private static void Print(ParseResult result, ContextInfo context, IEnumerable<ContextEntry> entries)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        Row("id", context.Id);
        Row("tenant", context.Tenant);
        Row("owner", $"{context.OwnerSubject} ({context.OwnerIssuer})");
        Row("upstream", context.Upstream);
        Row("era", context.ProtocolVersion is null ? context.Era.ToString() : $"{context.Era} ({context.ProtocolVersion})");
        Row("client", context.ClientName);
        Row("opened", CommandOutput.Time(context.OpenedAt));
        Row("closed", context.ClosedAt is null ? "-" : $"{CommandOutput.Time(context.ClosedAt)} ({context.CloseReason})");
        if (context.ShreddedAt is not null)
            Row("shredded", $"{CommandOutput.Time(context.ShreddedAt)} by {context.ShreddedBy}: what was recorded can never be read again");
        Row("entries", context.Size.ToString(CultureInfo.InvariantCulture));
        Row("signed", context.SignedSize.ToString(CultureInfo.InvariantCulture));
        Row("root", Convert.ToHexStringLower(context.Root));
        var console = CommandOutput.Console(result);
        console.Write(grid);

        var text = result.InvocationConfiguration.Output;
        foreach (var entry in entries)
        {
            text.WriteLine();
            text.WriteLine($"#{entry.Seq} {CommandOutput.Time(entry.At)} {entry.Kind} (key version {entry.KeyVersion})");
            text.WriteLine($"  > {OneLine(entry.Request)}");
            if (entry.Response.Length > 0)
                text.WriteLine($"  < {OneLine(entry.Response)}");
        }

        void Row(string name, string? value) => grid.AddRow(name, CommandOutput.Cell(value));
    }

    private static string OneLine(byte[] utf8) => CommandOutput.Printable(System.Text.Encoding.UTF8.GetString(utf8));
}
