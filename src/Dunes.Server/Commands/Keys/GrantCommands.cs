using System.CommandLine;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys grant|revoke NAME</c>: who may do what with a key, beside what roles may anyway.</summary>
internal static class GrantCommands
{
    private const string All = "all";

    public static Command CreateGrant() => Create("grant", "--allow", "Allow a role, a client or a subject some operations with a key.", static (before, more) => before.Union(more));

    public static Command CreateRevoke() => Create("revoke", "--operations", "Take operations back that were granted.", static (before, less) => before.Except(less));

    private static Command Create(
        string verb, string operationsName, string description, Func<IEnumerable<KeyOperation>, IEnumerable<KeyOperation>, IEnumerable<KeyOperation>> change)
    {
        var name = KeysCommand.Name();
        var grantee = new GranteeOptions();
        var operations = new Option<string>(operationsName)
        {
            Description = $"Operations, separated by commas, or all: {string.Join(", ", Enum.GetValues<KeyOperation>().Select(KeyView.Word))}.",
            Required = true,
            HelpName = "OPERATIONS",
        };
        operations.Validators.Add(result =>
        {
            foreach (var unknown in result.Tokens.SelectMany(token => Words(token.Value)).Where(word => word != All && !TryParse(word, out _)))
                result.AddError($"'{unknown}' is no operation.");
        });
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command(verb, description) { name, operations, output.Json };
        grantee.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Admin, cancellationToken);
            var path = KeysCommand.Path(result.GetRequiredValue(name));
            var before = (await client.GetAsync(path, cancellationToken)).As<KeyInfo>().Spec.Grants;
            var (kind, who, issuer) = grantee.Read(result);
            var old = before.Where(IsTheirs).SelectMany(grant => grant.Operations);
            var now = change(old, Parse(result.GetRequiredValue(operations))).Distinct().Order().ToList();
            var grants = before.Where(grant => !IsTheirs(grant)).ToList();
            if (now.Count > 0)
                grants.Add(new(kind, who, issuer, now));
            KeyView.Print(result, await client.PatchAsync(path, new { Grants = grants }, cancellationToken), result.GetValue(output.Json));
            return ExitCodes.Success;

            bool IsTheirs(KeyGrant grant) => grant.Kind == kind && grant.Grantee == who && grant.Issuer == issuer;
        });
        return command;
    }

    private static IEnumerable<KeyOperation> Parse(string text) => Words(text).SelectMany(
        word => word == All ? Enum.GetValues<KeyOperation>() : TryParse(word, out var operation) ? [operation] : []);

    private static string[] Words(string text) => text.Split(',', StringSplitOptions.TrimEntries);

    private static bool TryParse(string word, out KeyOperation operation)
    {
        operation = Enum.GetValues<KeyOperation>().FirstOrDefault(value => KeyView.Word(value) == word, (KeyOperation)(-1));
        return Enum.IsDefined(operation);
    }
}
