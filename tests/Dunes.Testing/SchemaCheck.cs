using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dunes.Testing;

/// <summary>JSON Schema 2020-12, as far as OpenAPI documents of this product use it.</summary>
/// <param name="document">Where references point into.</param>
internal sealed class SchemaCheck(JsonObject document)
{
    private static readonly TimeSpan RegexTimeout = TimeSpan.FromSeconds(5);

    private static readonly HashSet<string> Annotations = ["description", "title", "default", "examples", "example", "deprecated", "readOnly", "writeOnly"];

    private static readonly HashSet<string> Checked =
    [
        "$ref", "type", "enum", "format", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
        "required", "properties", "additionalProperties", "items", "oneOf", "anyOf", "allOf",
    ];

    /// <summary>What a reference points to, or the node itself.</summary>
    public JsonObject Resolve(JsonObject node) => (string?)node["$ref"] is { } reference
        ? Resolve(reference.Split('/')[1..].Aggregate((JsonNode)document, (at, name) => at[name] ?? throw new InvalidOperationException($"{reference} points nowhere.")).AsObject())
        : node;

    /// <summary>What is wrong with a value, each with its place.</summary>
    public List<string> Faults(JsonObject schema, JsonNode? value, string at)
    {
        schema = Resolve(schema);
        if (schema.FirstOrDefault(keyword => !Annotations.Contains(keyword.Key) && !Checked.Contains(keyword.Key)).Key is { } unknown)
            throw new NotSupportedException($"The keyword {unknown} cannot be checked.");
        var faults = new List<string>();
        var kind = KindOf(value);
        if (schema["type"] is { } type && !Types(type).Any(name => name == kind || (name == "number" && kind == "integer")))
            return [$"{at} is {kind}, not {type.ToJsonString()}"];
        if (schema["enum"] is JsonArray allowed && !allowed.Any(one => JsonNode.DeepEquals(one, value)))
            faults.Add($"{at} is {value?.ToJsonString() ?? "null"}, not one of {allowed.ToJsonString()}");
        switch (value)
        {
            case JsonObject members:
                CheckObject(schema, members, at, faults);
                break;
            case JsonArray elements:
                CheckArray(schema, elements, at, faults);
                break;
            case JsonValue when kind == "string":
                CheckString(schema, (string)value!, at, faults);
                break;
            case JsonValue when kind is "integer" or "number":
                CheckNumber(schema, value.GetValue<decimal>(), at, faults);
                break;
        }
        CheckCombinations(schema, value, at, faults);
        return faults;
    }

    private void CheckObject(JsonObject schema, JsonObject members, string at, List<string> faults)
    {
        foreach (var required in schema["required"]?.AsArray() ?? [])
        {
            if (!members.ContainsKey((string)required!))
                faults.Add($"{at} lacks {required}");
        }
        if (schema["oneOf"] is not null || schema["anyOf"] is not null || schema["allOf"] is not null)
            return;
        // A schema that says nothing about members leaves them free.
        var properties = schema["properties"] as JsonObject;
        var additional = schema["additionalProperties"] as JsonObject;
        foreach (var (name, member) in members)
        {
            if ((properties?[name] ?? additional) is JsonObject known)
                faults.AddRange(Faults(known, member, $"{at}.{name}"));
            else if (properties is not null || (string?)schema["additionalProperties"]?.ToJsonString() == "false")
                faults.Add($"{at}.{name} is not documented");
        }
    }

    private void CheckArray(JsonObject schema, JsonArray elements, string at, List<string> faults)
    {
        if (elements.Count < ((int?)schema["minItems"] ?? 0) || elements.Count > ((int?)schema["maxItems"] ?? int.MaxValue))
            faults.Add($"{at} has {elements.Count} elements");
        if (schema["items"] is JsonObject items)
            faults.AddRange(elements.SelectMany((element, i) => Faults(items, element, $"{at}[{i}]")));
    }

    private static void CheckString(JsonObject schema, string text, string at, List<string> faults)
    {
        if (text.Length < ((int?)schema["minLength"] ?? 0) || text.Length > ((int?)schema["maxLength"] ?? int.MaxValue))
            faults.Add($"{at} has {text.Length} characters");
        if ((string?)schema["pattern"] is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.None, RegexTimeout))
            faults.Add($"{at} does not match {pattern}");
        var fits = (string?)schema["format"] switch
        {
            null => true,
            "byte" => Convert.TryFromBase64String(text, new byte[text.Length], out _),
            "date-time" => DateTimeOffset.TryParseExact(
                text, ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "uuid" => Guid.TryParseExact(text, "D", out _),
            "uri-reference" => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _),
            var format => throw new NotSupportedException($"The format {format} cannot be checked."),
        };
        if (!fits)
            faults.Add($"{at} is no {schema["format"]}");
    }

    private static void CheckNumber(JsonObject schema, decimal number, string at, List<string> faults)
    {
        var (least, most) = (string?)schema["format"] switch
        {
            "int32" => (int.MinValue, int.MaxValue),
            "int64" => (long.MinValue, long.MaxValue),
            _ => ((decimal)long.MinValue, (decimal)ulong.MaxValue),
        };
        if (number < Math.Max(least, (decimal?)schema["minimum"] ?? least) || number > Math.Min(most, (decimal?)schema["maximum"] ?? most))
            faults.Add($"{at} is out of bounds: {number}");
    }

    private void CheckCombinations(JsonObject schema, JsonNode? value, string at, List<string> faults)
    {
        if (schema["oneOf"] is JsonArray one)
        {
            var failed = one.Select(branch => Faults(branch!.AsObject(), value, at)).Where(list => list.Count > 0).ToList();
            if (one.Count - failed.Count != 1)
                faults.Add($"{at} fits {one.Count - failed.Count} of the {one.Count} alternatives: {string.Join("; ", failed.SelectMany(list => list))}");
        }
        if (schema["anyOf"] is JsonArray any && any.All(branch => Faults(branch!.AsObject(), value, at).Count > 0))
            faults.Add($"{at} fits no alternative");
        foreach (var branch in schema["allOf"]?.AsArray() ?? [])
            faults.AddRange(Faults(branch!.AsObject(), value, at));
    }

    private static IEnumerable<string> Types(JsonNode type) => type is JsonArray names ? names.Select(name => (string)name!) : [(string)type!];

    private static string KindOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => decimal.IsInteger(value!.GetValue<decimal>()) ? "integer" : "number",
    };
}
