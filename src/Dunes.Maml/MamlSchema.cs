using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dunes.Maml.Schemas;

namespace Dunes.Maml;

/// <summary>
/// What documents of one kind hold. A schema is itself a document of <c>type: schema</c>: <c>data_id</c> (or <c>id</c>) is its name,
/// <c>schema_version</c> its version, and <c>fields</c> the list of its declarations (name, type, required, min, max, enum, and for
/// objects fields, for arrays items). A document names its schema by <c>schema: name@version</c>. See docs/maml.md.
/// </summary>
public sealed partial class MamlSchema
{
    private readonly IReadOnlyList<FieldDeclaration> _fields;

    private MamlSchema(string reference, IReadOnlyList<FieldDeclaration> fields) => (Reference, _fields) = (reference, fields);

    /// <summary>How documents name it: <c>name@version</c>.</summary>
    public string Reference { get; }

    /// <summary>How many fields it declares at the top.</summary>
    public int FieldCount => _fields.Count;

    /// <summary>Whether a document says that it is a schema.</summary>
    public static bool IsSchema(MamlDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return FieldValue.Text(document.FrontMatter[MamlField.Type]) == "schema";
    }

    /// <summary>Reads a schema; null when there is anything wrong with it.</summary>
    /// <param name="document">The schema document, as it was parsed.</param>
    /// <param name="faults">All that is wrong with it (<c>DUNES-MAML-120</c>).</param>
    public static MamlSchema? Read(MamlDocument document, out IReadOnlyList<MamlFault> faults)
    {
        ArgumentNullException.ThrowIfNull(document);
        var (members, lines, found) = (document.FrontMatter, document.Lines, new FaultList());
        if (!IsSchema(document))
            found.Add("DUNES-MAML-120", lines[MamlField.Type].Line, MamlField.Type, "A schema is a document of type: schema.");

        var nameField = members.ContainsKey(MamlField.DataId) ? MamlField.DataId : MamlField.Id;
        var name = FieldValue.Text(members[nameField]);
        if (name is null || !Part().IsMatch(name))
            found.Add("DUNES-MAML-120", lines[nameField].Line, MamlField.DataId, "The name of a schema is a text of 1 to 64 of A-Z a-z 0-9 . _ -");
        var version = ReadVersion(members[MamlField.SchemaVersion]);
        if (version is null)
            found.Add("DUNES-MAML-120", lines[MamlField.SchemaVersion].Line, MamlField.SchemaVersion, "The version is a whole number, or a text of 1 to 64 of A-Z a-z 0-9 . _ - (quote 1.0: as a number it is 1).");

        var fields = new SchemaReader(found).ReadFields(members[MamlField.Fields], lines[MamlField.Fields], MamlField.Fields);
        faults = found.ToList();
        return faults.Count == 0 ? new MamlSchema($"{name}@{version}", fields) : null;
    }

    /// <summary>Everything in which a document differs from the schema (<c>DUNES-MAML-122</c> to <c>125</c>); empty when it conforms.</summary>
    /// <param name="document">The document; lines are those of the text that it was read from.</param>
    public IReadOnlyList<MamlFault> Validate(MamlDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var faults = new FaultList();
        new SchemaValidator(faults).CheckFields(document.FrontMatter, _fields, document.Lines, "");
        return faults.ToList();
    }

    /// <summary>Whether a text can name a schema.</summary>
    internal static bool IsReference(string text) => text.Split('@') is [var name, var version] && Part().IsMatch(name) && Part().IsMatch(version);

    // A version 1.0 is the same number as 1, and the same signed bytes: so numbers with a point are no versions.
    private static string? ReadVersion(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.Number when node.ToJsonString() is var number && WholeNumber().IsMatch(number) => number,
        JsonValueKind.String when FieldValue.Text(node) is { } text && Part().IsMatch(text) => text,
        _ => null,
    };

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();

    [GeneratedRegex(@"\A(0|[1-9][0-9]{0,15})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WholeNumber();
}
