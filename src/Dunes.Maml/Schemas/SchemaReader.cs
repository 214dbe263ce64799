using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dunes.Maml.Schemas;

/// <summary>Reads the declarations of a schema document, and gathers all that is wrong with them.</summary>
internal sealed class SchemaReader(FaultList faults)
{
    private const int LongestName = 256;

    // Every declaration may have to be compared with every item of a document: this bounds the work.
    private const int MaxDeclarations = 1000;

    private static readonly string[] FieldKeys = ["name", "type", "required", "min", "max", "enum", "fields", "items", "description"];
    private static readonly string[] ItemKeys = ["type", "min", "max", "enum", "fields", "items", "description"];
    private static readonly string TypeNames = string.Join(", ", Enum.GetNames<MamlFieldType>().Select(name => name.ToLowerInvariant()));

    private int _declarations;

    /// <summary>Reads a <c>fields</c> list.</summary>
    public IReadOnlyList<FieldDeclaration> ReadFields(JsonNode? node, SourceLines lines, string path)
    {
        if (node is not JsonArray list)
        {
            Fault(lines, path, "It is a list of fields, each with name and type.");
            return [];
        }

        var fields = new List<FieldDeclaration>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            if (Read(list[i], lines[i], at, FieldKeys) is not { } field)
                continue;
            if (field.Name.Length is 0 or > LongestName)
                Fault(lines[i]["name"], $"{at}.name", $"A field has a name of 1 to {LongestName} characters.");
            else if (!names.Add(field.Name))
                Fault(lines[i]["name"], $"{at}.name", $"The field '{field.Name}' is declared twice.");
            fields.Add(field);
        }

        return fields;
    }

    private FieldDeclaration? Read(JsonNode? node, SourceLines lines, string path, string[] keys)
    {
        if (node is not JsonObject declaration)
        {
            Fault(lines, path, "A declaration is a mapping with a type.");
            return null;
        }

        if (++_declarations > MaxDeclarations)
        {
            if (_declarations == MaxDeclarations + 1)
                Fault(lines, path, $"A schema has at most {MaxDeclarations} declarations.");
            return null;
        }

        foreach (var (key, _) in declaration.Where(member => !keys.Contains(member.Key, StringComparer.Ordinal)))
            Fault(lines[key], path, $"A declaration has no {FieldValue.Show(JsonValue.Create(key))}; it has {string.Join(", ", keys)}.");
        if (declaration.TryGetPropertyValue("required", out var required) && required?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
            Fault(lines["required"], $"{path}.required", "It is true or false.");
        if (declaration.TryGetPropertyValue("description", out var description) && FieldValue.Text(description) is null)
            Fault(lines["description"], $"{path}.description", "It is a text.");
        if (ReadType(declaration["type"]) is not { } type)
        {
            Fault(lines["type"], $"{path}.type", $"The type is one of {TypeNames}.");
            return null;
        }

        RefuseOn(type != MamlFieldType.Object, "fields", "an object");
        RefuseOn(type != MamlFieldType.Array, "items", "an array");
        var (min, max) = (ReadBound(declaration, "min", type, lines, path), ReadBound(declaration, "max", type, lines, path));
        if (min is not null && max is not null && min.CompareTo(max) > 0)
            Fault(lines["max"], $"{path}.max", "It is less than min.");
        return new FieldDeclaration(
            FieldValue.Text(declaration["name"]) ?? "",
            type,
            required?.GetValueKind() == JsonValueKind.True,
            min,
            max,
            ReadEnum(declaration, type, lines["enum"], $"{path}.enum"),
            type == MamlFieldType.Object && declaration.TryGetPropertyValue("fields", out var fields) ? ReadFields(fields, lines["fields"], $"{path}.fields") : [],
            type == MamlFieldType.Array && declaration.TryGetPropertyValue("items", out var items) ? Read(items, lines["items"], $"{path}.items", ItemKeys) : null);

        void RefuseOn(bool refused, string key, string owner)
        {
            if (refused && declaration.ContainsKey(key))
                Fault(lines[key], $"{path}.{key}", $"Only {owner} has {key}.");
        }
    }

    private static MamlFieldType? ReadType(JsonNode? node)
    {
        var name = FieldValue.Text(node);
        foreach (var type in Enum.GetValues<MamlFieldType>())
        {
            if (type.ToString().ToLowerInvariant() == name)
                return type;
        }

        return null;
    }

    private IComparable? ReadBound(JsonObject declaration, string key, MamlFieldType type, SourceLines lines, string path)
    {
        if (!declaration.TryGetPropertyValue(key, out var value))
            return null;
        var (valueType, what) = type switch
        {
            MamlFieldType.Integer or MamlFieldType.Number => (MamlFieldType.Number, "a number"),
            MamlFieldType.Timestamp => (MamlFieldType.Timestamp, "a timestamp (RFC 3339)"),
            _ => (MamlFieldType.Integer, "a length, a whole number from 0"),
        };
        if (type is MamlFieldType.Boolean or MamlFieldType.Object)
        {
            Fault(lines[key], $"{path}.{key}", $"A value of type {type.ToString().ToLowerInvariant()} has no {key}.");
            return null;
        }

        var bound = FieldValue.Is(value, valueType) ? FieldValue.Measure(value, valueType) : null;
        if (bound is not null && (type is not (MamlFieldType.String or MamlFieldType.Array) || (double)bound >= 0))
            return bound;
        Fault(lines[key], $"{path}.{key}", $"It is {what}.");
        return null;
    }

    private HashSet<string>? ReadEnum(JsonObject declaration, MamlFieldType type, SourceLines lines, string path)
    {
        if (!declaration.TryGetPropertyValue("enum", out var node))
            return null;
        if (type is MamlFieldType.Array or MamlFieldType.Object)
            Fault(lines, path, "Only single values have an enum.");
        else if (node is not JsonArray { Count: > 0 } values)
            Fault(lines, path, "It is a list of the values that are allowed, at least one.");
        else
            return values.Where(IsOfType).Select(FieldValue.Canonical).ToHashSet(StringComparer.Ordinal);
        return null;

        bool IsOfType(JsonNode? value, int index)
        {
            if (FieldValue.Is(value, type))
                return true;
            Fault(lines[index], string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), $"{FieldValue.Show(value)} is not of type {type.ToString().ToLowerInvariant()}.");
            return false;
        }
    }

    private void Fault(SourceLines lines, string path, string message) => faults.Add("DUNES-MAML-120", lines.Line, path, message);
}
