using System.CommandLine;
using Dunes.Abstractions.Identity;
using Dunes.Server.Client;

namespace Dunes.Server.Commands;

/// <summary><c>dunes token</c>: prints an access token, and nothing else, on standard output.</summary>
internal static class TokenCommand
{
    public static Command Create()
    {
        var role = new Option<string>("--role") { Description = "What the token allows.", Required = true };
        role.AcceptOnlyFromAmong([.. Roles.All]);
        var tenant = new Option<string?>("--tenant") { Description = "Tenant the token belongs to. [default: default]" };
        var subject = new Option<string?>("--subject") { Description = "Who the token is for. [default: local]" };
        var lifetime = new Option<TimeSpan>("--lifetime")
        {
            Description = "How long it is good for: a number with s, m, h or d, at most 24h. [default: 8h]",
            DefaultValueFactory = _ => TimeSpan.FromHours(8),
            CustomParser = Duration.Parse,
            HelpName = "DURATION",
        };
        var connection = new ConnectionOptions();
        var command = new Command("token", "Print an access token for a server on this machine.") { role, tenant, subject, lifetime };
        connection.AddTo(command, token: false);
        command.SetAction(async (result, cancellationToken) =>
        {
            var request = new TokenRequest(result.GetRequiredValue(role), result.GetValue(tenant), result.GetValue(subject), result.GetValue(lifetime));
            var token = await ServerClient.GetTokenAsync(connection.Locate(result), request, cancellationToken);
            await result.InvocationConfiguration.Output.WriteLineAsync(token);
            return ExitCodes.Success;
        });
        return command;
    }
}
