using Dunes.Maml;

namespace Dunes.Server.Commands.Maml;

/// <summary>The schemas that a command line names.</summary>
internal static class SchemaFiles
{
    private const string Pattern = "*.maml.md";

    /// <summary>
    /// Reads files and folders; in a folder, the documents of <c>type: schema</c>. Throws <see cref="DunesErrorException"/> (exit code 2) with all faults of
    /// the first file that has some.
    /// </summary>
    public static async Task<IReadOnlyList<SchemaFile>> ReadAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        var files = new List<SchemaFile>();
        var schemas = new MamlSchemas();
        foreach (var path in paths)
        {
            var isFolder = Directory.Exists(path);
            string[] found = isFolder ? [.. Directory.EnumerateFiles(path, Pattern).Order(StringComparer.Ordinal)] : [path];
            foreach (var file in found)
            {
                var content = await CommandFiles.ReadAsync(file, cancellationToken);
                if (Parse(file, content) is var document && isFolder && !MamlSchema.IsSchema(document))
                    continue;
                if (schemas.Add(document) is { Count: > 0 } faults)
                    throw Unusable(file, faults);
                files.Add(new SchemaFile(document, content));
            }
        }

        return files;
    }

    /// <summary>The set of them.</summary>
    public static MamlSchemas ToSet(IEnumerable<SchemaFile> files)
    {
        var schemas = new MamlSchemas();
        foreach (var file in files)
            schemas.Add(file.Document);
        return schemas;
    }

    private static MamlDocument Parse(string file, byte[] content)
    {
        try
        {
            return MamlDocument.Parse(content);
        }
        catch (MamlException e)
        {
            throw Unusable(file, [new MamlFault(e.Code, e.Line, "", e.Message)]);
        }
    }

    private static DunesErrorException Unusable(string file, IReadOnlyList<MamlFault> faults) =>
        new(ExitCodes.Configuration, faults[0].Code, $"{file} is no usable schema:{string.Concat(faults.Select(fault => $"{Environment.NewLine}  {MamlCommand.Line(file, fault)}"))}");
}
