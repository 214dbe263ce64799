using System.CommandLine;
using System.Text.Json;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Sessions;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Contexts;

/// <summary><c>dunes contexts shred ID</c>: closes a context and destroys its key, so that what it says can never be read again.</summary>
internal static class ShredCommand
{
    public static Command Create()
    {
        var id = ContextsCommand.Id();
        var confirmation = new Confirmation();
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("shred", "Close a context and destroy its key: what was recorded in it can never be read again (role admin).") { id, confirmation.Yes, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var context = result.GetRequiredValue(id);
            await confirmation.RequireAsync(result, $"What was recorded in the context {CommandOutput.Printable(context)} is unreadable for ever.");
            using var client = await connection.ConnectAsync(result, Roles.Admin, cancellationToken);
            var shredded = (await client.PostAsync($"{ContextsCommand.Path(context)}/shred", null, cancellationToken)).Deserialize<ContextInfo>(ServerClient.Json)!;
            if (result.GetValue(output.Json))
                CommandOutput.WriteJson(result, shredded);
            else
                result.InvocationConfiguration.Output.WriteLine($"{shredded.Id} was shredded {CommandOutput.Time(shredded.ShreddedAt)}; its {shredded.Size} entries can still be verified, not read.");
            return ExitCodes.Success;
        });
        return command;
    }
}
