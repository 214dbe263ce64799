using System.CommandLine;
using System.Globalization;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys versions NAME</c>: all versions, or one with its public key.</summary>
internal static class VersionsCommand
{
    private const int PageSize = 1000;

    public static Command Create()
    {
        var name = KeysCommand.Name();
        var version = KeysCommand.Version("Only this one. [default: all]");
        var publicKey = new Option<bool>("--public-key") { Description = "Print the version's public key in base64, and nothing else." };
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("versions", "List a key's versions, oldest first.") { name, version, publicKey, output.Json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(publicKey) && result.GetValue(version) is null)
                result.AddError("--public-key needs --version.");
        });
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Operator, cancellationToken);
            var path = KeysCommand.Path(result.GetRequiredValue(name)) + "/versions";
            var versions = result.GetValue(version) is { } one
                ? [(await client.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{path}/{one}"), cancellationToken)).As<KeyVersionInfo>()]
                : await ReadAllAsync(client, path, cancellationToken);
            if (result.GetValue(publicKey))
                await result.InvocationConfiguration.Output.WriteLineAsync(PublicKey(versions[0]));
            else if (result.GetValue(output.Json))
                CommandOutput.WriteJson(result, new { Versions = versions });
            else
                KeyView.PrintVersions(result, versions);
            return ExitCodes.Success;
        });
        return command;
    }

    private static string PublicKey(KeyVersionInfo version) => version.PublicKey is { } key
        ? Convert.ToBase64String(key)
        : throw new DunesErrorException(ExitCodes.Configuration, DunesErrors.Usage, $"Version {version.Version.ToString(CultureInfo.InvariantCulture)} has no public key.");

    private static async Task<List<KeyVersionInfo>> ReadAllAsync(ServerClient client, string path, CancellationToken cancellationToken)
    {
        var versions = new List<KeyVersionInfo>();
        for (int? from = 1; from is not null;)
        {
            var answer = await client.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{path}?from={from}&limit={PageSize}"), cancellationToken);
            var page = answer.As<VersionPage>();
            versions.AddRange(page.Versions);
            from = page.NextFrom;
        }

        return versions;
    }

    private sealed record VersionPage(IReadOnlyList<KeyVersionInfo> Versions, int? NextFrom);
}
