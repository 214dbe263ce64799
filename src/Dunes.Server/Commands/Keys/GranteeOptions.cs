using System.CommandLine;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>--role ROLE</c>, <c>--client CLIENT</c>, or <c>--subject SUBJECT --issuer ISSUER</c>: exactly one of the three.</summary>
internal sealed class GranteeOptions
{
    private readonly Option<string?> role = new("--role") { Description = "All of the tenant with this role.", HelpName = "ROLE" };
    private readonly Option<string?> client = new("--client") { Description = "All tokens of this client (client_id).", HelpName = "CLIENT" };
    private readonly Option<string?> subject = new("--subject") { Description = "One subject (sub) of an issuer.", HelpName = "SUBJECT" };
    private readonly Option<string?> issuer = new("--issuer") { Description = "The issuer (iss) of --subject.", HelpName = "ISSUER" };

    public GranteeOptions() => role.AcceptOnlyFromAmong([.. Roles.All]);

    /// <summary>Adds the options to a command, and the rule that they obey.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new[] { role, client, subject, issuer })
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (new[] { role, client, subject }.Count(option => result.GetResult(option) is not null) != 1)
                result.AddError("Name exactly one of --role, --client and --subject.");
            else if (result.GetResult(subject) is null != result.GetResult(issuer) is null)
                result.AddError("--subject and --issuer belong together.");
        });
    }

    /// <summary>Who is meant.</summary>
    public (GranteeKind Kind, string Grantee, string? Issuer) Read(ParseResult result) =>
        result.GetValue(role) is { } someRole ? (GranteeKind.Role, someRole, null)
        : result.GetValue(client) is { } someClient ? (GranteeKind.Client, someClient, null)
        : (GranteeKind.Subject, result.GetRequiredValue(subject)!, result.GetValue(issuer));
}
