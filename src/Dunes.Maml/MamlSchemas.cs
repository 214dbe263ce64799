using Dunes.Maml.Schemas;

namespace Dunes.Maml;

/// <summary>The schemas that are at hand. Nothing is ever fetched.</summary>
public sealed class MamlSchemas
{
    private readonly Dictionary<string, MamlSchema> _schemas = new(StringComparer.Ordinal);

    /// <summary>What documents may name, in no order.</summary>
    public IReadOnlyCollection<string> References => _schemas.Keys;

    /// <summary>Adds the schema that a document declares.</summary>
    /// <returns>All that is wrong with it (<c>DUNES-MAML-120</c>, <c>127</c> when another of its name and version is there); it is added when this is empty.</returns>
    public IReadOnlyList<MamlFault> Add(MamlDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (MamlSchema.Read(document, out var faults) is not { } schema || _schemas.TryAdd(schema.Reference, schema))
            return faults;
        return [new MamlFault("DUNES-MAML-127", document.Lines[MamlField.SchemaVersion].Line, MamlField.SchemaVersion, $"The schema {schema.Reference} was given twice.")];
    }

    /// <summary>
    /// Checks a document against the schema that it names by <c>schema: name@version</c>; a document that names none is free, and a schema is checked as one.
    /// </summary>
    /// <returns>All that is wrong, in the order of the lines: <c>DUNES-MAML-120</c> to <c>126</c>.</returns>
    public IReadOnlyList<MamlFault> Validate(MamlDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (MamlSchema.IsSchema(document))
        {
            MamlSchema.Read(document, out var faults);
            return faults;
        }

        if (!document.FrontMatter.TryGetPropertyValue(MamlField.Schema, out var named))
            return [];
        var line = document.Lines[MamlField.Schema].Line;
        if (FieldValue.Text(named) is not { } reference || !MamlSchema.IsReference(reference))
            return [new MamlFault("DUNES-MAML-126", line, MamlField.Schema, "A schema is named as name@version.")];
        return _schemas.TryGetValue(reference, out var schema)
            ? schema.Validate(document)
            : [new MamlFault("DUNES-MAML-121", line, MamlField.Schema, $"The schema {reference} is not among those given.")];
    }
}
