using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dunes.Maml.CanonicalJson;

/// <summary>Writes one JSON value in the canonical form of RFC 8785, section 3.2.</summary>
internal sealed class JcsWriter
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly StringBuilder _text = new();
    private int _depth;

    public byte[] ToBytes()
    {
        try
        {
            return StrictUtf8.GetBytes(_text.ToString());
        }
        catch (EncoderFallbackException e)
        {
            throw new FormatException("A JSON string has half a surrogate pair, which is no character.", e);
        }
    }

    public void Write(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value.EnumerateObject().Select(property => (property.Name, property.Value)), Write);
                break;
            case JsonValueKind.Array:
                WriteArray(value.EnumerateArray(), Write);
                break;
            case JsonValueKind.String:
                WriteString(value.GetString()!);
                break;
            case JsonValueKind.Number:
                _text.Append(ExactNumber.Canonicalize(value.GetRawText()));
                break;
            case JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null:
                _text.Append(value.GetRawText());
                break;
            default:
                throw new FormatException("There is no JSON value to canonicalize.");
        }
    }

    public void Write(JsonNode? value)
    {
        switch (value)
        {
            case null:
                _text.Append("null");
                break;
            case JsonObject members:
                WriteObject(members.Select(member => (member.Key, member.Value)), Write);
                break;
            case JsonArray items:
                WriteArray(items, Write);
                break;
            // Read as it is: on its way through a serializer a lone surrogate would turn into U+FFFD unseen.
            case JsonValue text when text.TryGetValue<string>(out var characters):
                WriteString(characters);
                break;
            // Likewise: a serializer writes a few doubles with another double's digits (see ExactNumber).
            case JsonValue number when !number.TryGetValue<JsonElement>(out _) && number.TryGetValue<double>(out var real):
                _text.Append(ExactNumber.Canonicalize(ExactNumber.Format(real)));
                break;
            default:
                using (var document = JsonDocument.Parse(value.ToJsonString()))
                    Write(document.RootElement);
                break;
        }
    }

    private void WriteObject<T>(IEnumerable<(string Name, T Value)> members, Action<T> write)
    {
        Enter();
        var sorted = members.ToArray();
        Array.Sort(sorted, (left, right) => string.CompareOrdinal(left.Name, right.Name));
        _text.Append('{');
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i > 0)
            {
                if (sorted[i].Name == sorted[i - 1].Name)
                    throw new FormatException($"A JSON object has the key '{sorted[i].Name}' twice.");
                _text.Append(',');
            }

            WriteString(sorted[i].Name);
            _text.Append(':');
            write(sorted[i].Value);
        }

        _text.Append('}');
        _depth--;
    }

    private void WriteArray<T>(IEnumerable<T> items, Action<T> write)
    {
        Enter();
        _text.Append('[');
        var first = true;
        foreach (var item in items)
        {
            if (!first)
                _text.Append(',');
            first = false;
            write(item);
        }

        _text.Append(']');
        _depth--;
    }

    private void WriteString(string value)
    {
        _text.Append('"');
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append("\\\\"),
                '\b' => _text.Append("\\b"),
                '\t' => _text.Append("\\t"),
                '\n' => _text.Append("\\n"),
                '\f' => _text.Append("\\f"),
                '\r' => _text.Append("\\r"),
                < ' ' => _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => _text.Append(character),
            };
        }

        _text.Append('"');
    }

    private void Enter()
    {
        if (++_depth > Jcs.MaxDepth)
            throw new FormatException($"JSON nests deeper than {Jcs.MaxDepth} levels.");
    }
}
