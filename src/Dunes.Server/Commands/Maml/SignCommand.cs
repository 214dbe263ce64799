using System.CommandLine;
using System.Text;
using System.Text.Json;
using Dunes.Abstractions.Identity;
using Dunes.Maml;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Maml;

/// <summary><c>dunes maml sign IN --out OUT [--key NAME]</c>.</summary>
internal static class SignCommand
{
    private const string NoSuchKey = "DUNES-KEY-002";

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "Document to sign.", HelpName = "IN" };
        var key = new Option<string>("--key")
        {
            Description = "Signing key of the tenant with the purpose maml: `dunes keys create NAME --algorithm ML-DSA-65 --purpose maml`.",
            HelpName = "NAME",
            DefaultValueFactory = _ => MamlSignature.KeyPurpose,
        };
        var outFile = CommandFiles.Out();
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("sign", "Sign a document with a key of the cluster.") { file, outFile, key, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var document = Read(await CommandFiles.ReadAsync(result.GetRequiredValue(file), cancellationToken));
            using var client = await connection.ConnectAsync(result, Roles.Admin, cancellationToken);
            var answer = await SignAsync(client, document, result.GetRequiredValue(key), cancellationToken);
            if (!answer.TryGetProperty("document", out var signed) || signed.ValueKind != JsonValueKind.String)
                throw new DunesErrorException(ExitCodes.Other, DunesErrors.BadAnswer, "The server did not answer with a document.");
            await CommandFiles.WriteAsync(result, result.GetValue(outFile), Encoding.UTF8.GetBytes(signed.GetString()!), result.GetValue(output.Json), cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<JsonElement> SignAsync(ServerClient client, string document, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await client.PostAsync("v1/maml/sign", new { Document = document, Key = key }, cancellationToken);
        }
        catch (ServerAnswerException e) when (e.Code == NoSuchKey)
        {
            throw new DunesErrorException(
                ExitCodes.NotFound, NoSuchKey, $"There is no key {key}. `dunes keys create {key} --algorithm ML-DSA-65 --purpose maml` creates one.", e);
        }
    }

    /// <summary>The text, once it is known to be a document: what is none need not travel.</summary>
    private static string Read(byte[] content)
    {
        try
        {
            MamlDocument.Parse(content);
            return Encoding.UTF8.GetString(content);
        }
        catch (MamlException e)
        {
            throw new DunesErrorException(ExitCodes.FaultsFound, e.Code, e.Line == 0 ? e.Message : $"Line {e.Line}: {e.Message}", e);
        }
    }
}
