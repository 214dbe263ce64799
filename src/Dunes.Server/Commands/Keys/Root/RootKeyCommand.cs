using System.CommandLine;
using System.Text.Json;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Keys.Root;

/// <summary><c>dunes keys root</c>: the cluster root key and what wraps it.</summary>
internal static class RootKeyCommand
{
    private const string Path = "v1/root";

    public static Command Create() => new("root", "Look at and change the cluster root key and the KEK providers that wrap it.")
    {
        CreateStatus(),
        CreateRotate(),
        CreateRewrap(),
        CreateAddProvider(),
        CreateRemoveProvider(),
        CreateDestroy(),
        ReencryptCommand.Create("Seal anew whatever the cluster stores under older versions of its root key. It survives crashes and can be repeated.", _ => $"{Path}/reencrypt"),
    };

    private static Command CreateStatus() => Create("status", "Show the versions, and call every KEK provider. Exit code 20 when one does not work.", Roles.Auditor, async (client, _, cancellationToken) =>
        await client.GetAsync(Path, cancellationToken), failing: status => status.Sealed || status.Providers.Any(provider => !provider.Working));

    private static Command CreateRotate() => Create(
        "rotate", "Add a version. It seals half a minute later, when every silo has it; what older versions sealed stays readable.", Roles.Operator, async (client, _, cancellationToken) =>
        {
            var before = (await client.GetAsync(Path, cancellationToken)).As<RootKeyStatus>();
            return await client.PostAsync($"{Path}/rotate", new { ExpectedVersion = before.Versions[^1].Version }, cancellationToken);
        });

    private static Command CreateRewrap() => Create(
        "rewrap", "Wrap every version anew by every KEK provider that works, after a KEK has changed.", Roles.Operator, (client, _, cancellationToken) =>
            client.PostAsync($"{Path}/rewrap", null, cancellationToken));

    private static Command CreateAddProvider()
    {
        var provider = Provider();
        var command = Create("add-provider", "Wrap every version by one more KEK provider; it must be configured.", Roles.Operator, (client, result, cancellationToken) =>
            client.PutAsync($"{Path}/providers/{Uri.EscapeDataString(result.GetRequiredValue(provider))}", cancellationToken));
        command.Add(provider);
        return command;
    }

    private static Command CreateRemoveProvider()
    {
        var provider = Provider();
        var command = Create("remove-provider", "Forget the wraps of a KEK provider. Another that works must have wrapped every version.", Roles.Operator, (client, result, cancellationToken) =>
            client.DeleteAsync($"{Path}/providers/{Uri.EscapeDataString(result.GetRequiredValue(provider))}", cancellationToken));
        command.Add(provider);
        return command;
    }

    private static Command CreateDestroy()
    {
        var version = new Argument<int>("version") { Description = "Version to destroy.", HelpName = "N" };
        var command = Create("destroy", "Destroy an old version for ever. Nothing may be sealed under it: reencrypt first.", Roles.Operator, (client, result, cancellationToken) =>
            client.DeleteAsync(FormattableString.Invariant($"{Path}/versions/{result.GetRequiredValue(version)}"), cancellationToken));
        command.Add(version);
        return command;
    }

    private static Argument<string> Provider() => new("provider") { Description = "file, environment, pkcs11 or aws-kms.", HelpName = "PROVIDER" };

    private static Command Create(
        string name, string description, string role, Func<ServerClient, ParseResult, CancellationToken, Task<JsonElement>> call, Func<RootKeyStatus, bool>? failing = null)
    {
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command(name, description) { output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, role, cancellationToken);
            var answer = await call(client, result, cancellationToken);
            var status = answer.As<RootKeyStatus>();
            if (result.GetValue(output.Json))
                CommandOutput.WriteJson(result, answer);
            else
                RootKeyReport.Print(result, status);
            return failing?.Invoke(status) ?? false ? ExitCodes.FaultsFound : ExitCodes.Success;
        });
        return command;
    }
}
