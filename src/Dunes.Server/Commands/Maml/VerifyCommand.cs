using System.CommandLine;
using System.Text;
using System.Text.Json;
using Dunes.Abstractions.Identity;
using Dunes.Maml;
using Dunes.Server.Client;
using Dunes.Server.Commands.Contexts;

namespace Dunes.Server.Commands.Maml;

/// <summary><c>dunes maml verify FILE…</c>: against a key that the caller trusts, without any server, or against what the server knows of its keys.</summary>
internal static class VerifyCommand
{
    private const string NotTrusted = "DUNES-MAML-111";

    public static Command Create()
    {
        var files = MamlCommand.Files();
        var publicKey = new Option<string?>("--public-key")
        {
            Description = "Public key from a source you trust: base64, or a file that holds it as bytes, as base64, or as `dunes keys show NAME --json` prints it. "
                + "Then no server is asked.",
            HelpName = "FILE|BASE64",
        };
        var offline = new Option<bool>("--offline") { Description = "Ask no server. Without --public-key no document verifies then: it is only told whether it was altered." };
        var schemas = MamlCommand.Schemas();
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("verify", "Verify documents; exit code 0 only when all are unaltered and signed by a known key.")
        {
            files, publicKey, offline, schemas, output.Json,
        };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var schemaFiles = result.GetValue(schemas) is { Length: > 0 } paths ? await SchemaFiles.ReadAsync(paths, cancellationToken) : null;
            var keys = result.GetValue(publicKey) is { } trusted ? await TrustedKeys.ReadAsync(trusted, cancellationToken) : null;
            using var client = keys is null && !result.GetValue(offline) ? await TryConnectAsync(result, connection, cancellationToken) : null;
            var reports = new List<DocumentReport>();
            foreach (var file in result.GetRequiredValue(files))
            {
                var content = await CommandFiles.ReadAsync(file, cancellationToken);
                var report = client is null ? VerifyOffline(content, keys, schemaFiles) : await AskAsync(client, content, schemaFiles, cancellationToken);
                reports.Add(report with { File = file });
            }

            if (result.GetValue(output.Json))
                CommandOutput.WriteJson(result, reports);
            else
                reports.ForEach(report => report.Print(result.InvocationConfiguration.Output, "VALID", "NOT VALID"));
            return reports.TrueForAll(report => report.Valid) ? ExitCodes.Success : ExitCodes.FaultsFound;
        });
        return command;
    }

    /// <summary>Without a server the answer is as if there were none; one that is named and cannot be reached is an error.</summary>
    private static async Task<ServerClient?> TryConnectAsync(ParseResult result, ConnectionOptions connection, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.ConnectAsync(result, Roles.Auditor, cancellationToken);
        }
        catch (DunesErrorException e) when (e.Code == DunesErrors.NoServer)
        {
            return null;
        }
    }

    private static async Task<DocumentReport> AskAsync(ServerClient client, byte[] content, IReadOnlyList<SchemaFile>? schemas, CancellationToken cancellationToken)
    {
        string document;
        try
        {
            MamlDocument.Parse(content);
            document = Encoding.UTF8.GetString(content);
        }
        catch (MamlException e)
        {
            return DocumentReport.Of(e);
        }

        // Members that are not there must not be null: the API is strict.
        object request = schemas is null
            ? new { Document = document }
            : new { Document = document, Schemas = schemas.Select(schema => Encoding.UTF8.GetString(schema.Content)) };
        var answer = await client.PostAsync("v1/maml/verify", request, cancellationToken);
        return answer.Deserialize<DocumentReport>(ServerClient.Json)!;
    }

    private static DocumentReport VerifyOffline(byte[] content, IReadOnlyList<byte[]>? keys, IReadOnlyList<SchemaFile>? schemas)
    {
        MamlDocument document;
        try
        {
            document = MamlDocument.Parse(content);
        }
        catch (MamlException e)
        {
            return DocumentReport.Of(e);
        }

        var verification = Verify(document, keys);
        var signer = MamlSigner.Of(document);
        var report = new DocumentReport
        {
            Valid = verification.Valid,
            Code = verification.Code,
            Reason = verification.Reason,
            KeyName = signer.KeyId,
            KeyVersion = signer.KeyVersion,
            SignedAt = signer.SignedAt,
        };
        return schemas is null ? report : report.With(SchemaFiles.ToSet(schemas).Validate(document));
    }

    /// <summary>One of the keys suffices: each version of a key has signed in its time.</summary>
    private static MamlVerification Verify(MamlDocument document, IReadOnlyList<byte[]>? keys)
    {
        var alone = MamlSignature.Verify(document, null);
        if (!alone.Valid)
            return alone;
        if (keys is null)
        {
            return new(false, NotTrusted, "The document is as it was signed by the key in it, but nothing tells whose key that is: "
                + "give --public-key, or let a server that knows the key be reached.");
        }

        var results = keys.Select(key => MamlSignature.Verify(document, key)).ToList();
        return results.Find(result => result.Valid) ?? results[^1];
    }
}
