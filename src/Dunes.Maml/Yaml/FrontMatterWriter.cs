using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dunes.Maml.Yaml;

/// <summary>
/// Writes JSON as YAML that every reader takes for the same JSON: block style, two spaces a level, keys in their given order,
/// strings in double quotes unless they are plain words, one line a scalar.
/// </summary>
internal sealed class FrontMatterWriter
{
    /// <summary>YAML 1.2.2, section 7.4.3: a key before a ':' on the same line has at most 1024 characters.</summary>
    private const int LongestImplicitKey = 1024;

    private readonly StringBuilder _text = new();

    public static string Write(JsonObject frontMatter)
    {
        var writer = new FrontMatterWriter();
        writer.WriteMapping(frontMatter, 0);
        return writer._text.ToString();
    }

    private void WriteMapping(JsonObject members, int indent)
    {
        foreach (var (key, value) in members)
        {
            var name = Scalar(key);
            _text.Append(' ', indent);
            if (name.Length > LongestImplicitKey)
                _text.Append("? ").Append(name).Append('\n').Append(' ', indent);
            else
                _text.Append(name);
            _text.Append(':');
            WriteValue(value, indent + 2);
        }
    }

    private void WriteSequence(JsonArray items, int indent)
    {
        foreach (var item in items)
        {
            _text.Append(' ', indent).Append('-');
            WriteValue(item, indent + 2);
        }
    }

    private void WriteValue(JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } members:
                _text.Append('\n');
                WriteMapping(members, indent);
                break;
            case JsonArray { Count: > 0 } items:
                _text.Append('\n');
                WriteSequence(items, indent);
                break;
            case JsonValue when value.GetValueKind() == JsonValueKind.String:
                _text.Append(' ').Append(Scalar(Characters(value))).Append('\n');
                break;
            case JsonValue when value.AsValue().TryGetValue<JsonElement>(out var read):
                _text.Append(' ').Append(read.GetRawText()).Append('\n');
                break;
            default:
                _text.Append(' ').Append(Encoding.UTF8.GetString(Jcs.Canonicalize(value))).Append('\n');
                break;
        }
    }

    private static string Characters(JsonNode value) =>
        value.AsValue().TryGetValue<string>(out var text) ? text : JsonSerializer.Deserialize<string>(value.ToJsonString())!;

    private static string Scalar(string text)
    {
        if (PlainScalar.IsSafeString(text))
            return text;
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                _ when MamlText.IsUnfitForFrontMatter(character) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }
}
