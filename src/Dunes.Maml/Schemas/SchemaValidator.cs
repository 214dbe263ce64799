using System.Globalization;
using System.Text.Json.Nodes;

namespace Dunes.Maml.Schemas;

/// <summary>Compares values with declarations, and gathers all differences.</summary>
internal sealed class SchemaValidator(FaultList faults)
{
    /// <summary>Checks the fields of a mapping. Fields that are not declared are free.</summary>
    public void CheckFields(JsonObject members, IReadOnlyList<FieldDeclaration> fields, SourceLines lines, string path)
    {
        foreach (var field in fields)
        {
            var at = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            if (members.TryGetPropertyValue(field.Name, out var value))
                Check(value, field, lines[field.Name], at);
            else if (field.Required)
                faults.Add("DUNES-MAML-122", lines.Line, at, $"The field is required: a value of type {Name(field.Type)}.");
        }
    }

    private void Check(JsonNode? value, FieldDeclaration field, SourceLines lines, string path)
    {
        if (!FieldValue.Is(value, field.Type))
        {
            var hint = field.Type == MamlFieldType.Timestamp ? ", such as \"2026-03-04T05:06:07Z\"" : "";
            faults.Add("DUNES-MAML-123", lines.Line, path, $"{FieldValue.Show(value)} is not of type {Name(field.Type)}{hint}.");
            return;
        }

        CheckBounds(FieldValue.Measure(value, field.Type), field, lines, path);
        if (field.Enum is { } allowed && !allowed.Contains(FieldValue.Canonical(value)))
            faults.Add("DUNES-MAML-125", lines.Line, path, $"{FieldValue.Show(value)} is none of {string.Join(", ", allowed.Take(20).Select(FieldValue.Shorten))}{(allowed.Count > 20 ? ", …" : "")}.");
        if (value is JsonObject members)
            CheckFields(members, field.Fields, lines, path);
        else if (value is JsonArray items && field.Items is { } item)
            CheckItems(items, item, lines, path);
    }

    private void CheckBounds(IComparable? measure, FieldDeclaration field, SourceLines lines, string path)
    {
        if (measure is null)
            return;
        var what = field.Type switch
        {
            MamlFieldType.String => $"{FieldValue.Show(measure)} characters are",
            MamlFieldType.Array => $"{FieldValue.Show(measure)} items are",
            _ => $"{FieldValue.Show(measure)} is",
        };
        if (field.Min is { } min && measure.CompareTo(min) < 0)
            faults.Add("DUNES-MAML-124", lines.Line, path, $"{what} less than {FieldValue.Show(min)}.");
        if (field.Max is { } max && measure.CompareTo(max) > 0)
            faults.Add("DUNES-MAML-124", lines.Line, path, $"{what} more than {FieldValue.Show(max)}.");
    }

    private void CheckItems(JsonArray items, FieldDeclaration item, SourceLines lines, string path)
    {
        for (var i = 0; i < items.Count && faults.Count <= FaultList.MaxFaults; i++)
            Check(items[i], item, lines[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"));
    }

    private static string Name(MamlFieldType type) => type.ToString().ToLowerInvariant();
}
