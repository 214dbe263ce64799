using System.CommandLine;
using Dunes.Maml;

namespace Dunes.Server.Commands.Maml;

/// <summary><c>dunes maml validate FILE… [--schema …]</c>: text and fields, without the signature. It needs no server.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var files = MamlCommand.Files();
        var schemas = MamlCommand.Schemas();
        var output = new CommandOutput();
        var command = new Command("validate", "Check documents against the schemas that they name; schemas against what schemas are.") { files, schemas, output.Json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var set = SchemaFiles.ToSet(await SchemaFiles.ReadAsync(result.GetValue(schemas) ?? [], cancellationToken));
            var reports = new List<DocumentReport>();
            foreach (var file in result.GetRequiredValue(files))
                reports.Add(Validate(await CommandFiles.ReadAsync(file, cancellationToken), set) with { File = file });

            if (result.GetValue(output.Json))
                CommandOutput.WriteJson(result, reports);
            else
                reports.ForEach(report => report.Print(result.InvocationConfiguration.Output, "OK", "NOT OK"));
            return reports.TrueForAll(report => report.Valid) ? ExitCodes.Success : ExitCodes.FaultsFound;
        });
        return command;
    }

    private static DocumentReport Validate(byte[] content, MamlSchemas schemas)
    {
        try
        {
            var document = MamlDocument.Parse(content);
            var faults = schemas.Validate(document);
            var named = MamlSchema.IsSchema(document) ? "A schema." : document.FrontMatter["schema"] is { } schema ? $"As {schema} says." : "It names no schema.";
            return faults.Count == 0
                ? new() { Valid = true, Code = "", Reason = named }
                : new() { Valid = false, Code = faults[0].Code, Reason = faults.Count == 1 ? "1 fault." : $"{faults.Count} faults.", Errors = faults };
        }
        catch (MamlException e)
        {
            return DocumentReport.Of(e);
        }
    }
}
