using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dunes.Maml;
using Spectre.Console;

namespace Dunes.Server.Commands.Maml;

/// <summary><c>dunes maml show FILE</c>: fields, signature and a summary of the body. It needs no server.</summary>
internal static class ShowCommand
{
    private const int MostLines = 20;
    private const int LongestValue = 100;

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "Document.", HelpName = "FILE" };
        var output = new CommandOutput();
        var command = new Command("show", "Show a document: its fields, its signature, and how its body begins.") { file, output.Json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var document = Parse(await CommandFiles.ReadAsync(result.GetRequiredValue(file), cancellationToken));
            if (result.GetValue(output.Json))
                WriteJson(result, document);
            else
                Print(result, document);
            return ExitCodes.Success;
        });
        return command;
    }

    private static MamlDocument Parse(byte[] content)
    {
        try
        {
            return MamlDocument.Parse(content);
        }
        catch (MamlException e)
        {
            throw new DunesErrorException(ExitCodes.FaultsFound, e.Code, e.Line == 0 ? e.Message : $"Line {e.Line}: {e.Message}", e);
        }
    }

    private static void WriteJson(ParseResult result, MamlDocument document) => CommandOutput.WriteJson(result, new
    {
        Fields = document.FrontMatter,
        Body = document.Body,
        Signature = MamlSignature.Verify(document, null),
    });

    private static void Print(ParseResult result, MamlDocument document)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var (name, value) in document.FrontMatter)
            grid.AddRow(CommandOutput.Cell(name), CommandOutput.Cell(Value(name, value)));
        CommandOutput.Console(result).Write(grid);

        var text = result.InvocationConfiguration.Output;
        var signature = MamlSignature.Verify(document, null);
        text.WriteLine();
        text.WriteLine(signature.Valid
            ? "signature: unaltered since it was signed by the key that it names; `dunes maml verify` tells whose key that is"
            : $"signature: {signature.Reason} ({signature.Code})");
        var lines = document.Body.TrimEnd('\n').Split('\n');
        text.WriteLine($"body: {Encoding.UTF8.GetByteCount(document.Body)} bytes, {(document.Body.Length == 0 ? 0 : lines.Length)} lines");
        text.WriteLine();
        foreach (var line in lines.Take(MostLines))
            text.WriteLine(CommandOutput.Printable(line));
        if (lines.Length > MostLines)
            text.WriteLine("…");
    }

    /// <summary>A value on one line; keys and signatures, which are thousands of characters long, by their SHA-256.</summary>
    private static string Value(string name, JsonNode? value)
    {
        if (name is "public_key" or "signature" && value is JsonValue scalar && scalar.TryGetValue<string>(out var base64))
        {
            var bytes = new byte[base64.Length];
            if (Convert.TryFromBase64String(base64, bytes, out var written))
                return $"{written} bytes, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, written)))}";
        }

        var text = value is JsonValue single && single.TryGetValue<string>(out var plain) ? plain : value?.ToJsonString() ?? "null";
        return text.Length <= LongestValue ? text : string.Concat(text.AsSpan(0, LongestValue), "…");
    }
}
