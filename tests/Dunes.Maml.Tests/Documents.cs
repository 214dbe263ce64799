using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace Dunes.Maml.Tests;

/// <summary>Documents for property tests: JSON of every shape, and strings that YAML readers love to misread.</summary>
internal static class Documents
{
    private static readonly string[] Tricky =
    [
        "", " ", "~", "null", "Null", "true", "False", "yes", "No", "on", "y", "0", "-1", "+1", "007", "1.5", ".5", "1.", "1e3", "0x1F", "0o17", "1_000", "12:30:45", "2026-01-02",
        "2026-01-02T03:04:05Z", ".inf", "-.INF", ".nan", "<<", "=", "-", "- a", "?", "? a", ":", ": ", "a: b", "a:", ":a", "#", "a #b", "a#b", "&a", "*a", "!a", "!!str", "|", ">", "@a", "`a",
        "%a", "'", "\"", "'a'", "\"a\"", "[", "]", "{}", "[a]", "a, b", ",", "---", "--- a", "...", "\n---\n", "---\n", "a\nb", "a\n\nb", "\na", "a\n", " a", "a ", "a  b", "\ta", "a\tb", "\\", "\\n",
        "\0", "\a", "\b", "\f", "\r", "\r\n", "\u001b", "\u007f", "\u0085", "\u00a0", "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff", "😀", "ö€", "signature", "public_key", new('x', 1500), new('"', 700),
    ];

    private static readonly Gen<string> Character = Gen.OneOf(
        Gen.Char[' ', '~'].Select(c => c.ToString()),
        Gen.Char['\0', '\u2100'].Select(c => c.ToString()),
        Gen.Int[0x10000, 0x10FFFF].Select(char.ConvertFromUtf32));

    private static readonly Gen<string> Text = Gen.OneOf(
        One(Tricky),
        Character.Array[0, 12].Select(string.Concat),
        Gen.Select(One(Tricky), One(Tricky), string.Concat));

    private static readonly Gen<JsonNode?> Leaf = Gen.OneOf(
        Text.Select(text => (JsonNode?)JsonValue.Create(text)),
        Gen.Long[-(1L << 53), 1L << 53].Select(number => (JsonNode?)JsonValue.Create(number)),
        Gen.Double.Where(number => double.IsFinite(number) && (Math.Abs(number) < 1e15 || Math.Abs(number) > 1e22)).Select(number => (JsonNode?)JsonValue.Create(number)),
        One("1.0", "-0", "1E+30", "1e-7", "0.10", "-12.50e-3").Select(number => JsonNode.Parse(number)),
        Gen.Int[-1074, -30].Select(exponent => (JsonNode?)JsonValue.Create(Math.ScaleB(1, exponent))),
        One(Math.ScaleB(1, -25), Math.ScaleB(-1, -25), Math.ScaleB(1, -958)).Select(number => (JsonNode?)JsonValue.Create(number)),
        Gen.Bool.Select(value => (JsonNode?)JsonValue.Create(value)),
        Gen.Const((JsonNode?)null));

    public static Gen<JsonObject> Fields { get; } = Object(3);

    // A body has no control characters but tab and line feed, so the generator leaves them out.
    public static Gen<string> Body { get; } = Text.Array[0, 6].Select(parts => string.Concat(string.Join('\n', parts).Where(c => !char.IsControl(c) || c is '\n' or '\t')));

    public static Gen<MamlDocument> Any { get; } = Gen.Select(Fields, Body, (fields, body) => new MamlDocument(fields, body));

    public static MamlDocument Parse(string text) => MamlDocument.Parse(Encoding.UTF8.GetBytes(text));

    public static void AssertEqual(MamlDocument expected, MamlDocument actual)
    {
        Assert.Equal(InOrder(expected.FrontMatter), InOrder(actual.FrontMatter));
        Assert.Equal(expected.Body, actual.Body);
    }

    /// <summary>The fields in their order, which the equality of JSON does not look at.</summary>
    private static string InOrder(JsonNode? node) => node switch
    {
        JsonObject members => $"{{{string.Join(", ", members.Select(member => $"{member.Key}: {InOrder(member.Value)}"))}}}",
        JsonArray items => $"[{string.Join(", ", items.Select(InOrder))}]",
        _ => Encoding.UTF8.GetString(Jcs.Canonicalize(node)),
    };

    /// <summary>Equal bodies and equal JSON. Numbers are equal by value, as 1.0 and 1 are.</summary>
    public static bool SameMeaning(MamlDocument one, MamlDocument other) => one.Body == other.Body && JsonNode.DeepEquals(Read(one), Read(other));

    // Doubles of the runtime are compared through a serializer that does not keep them all, so compare what was read.
    private static JsonObject Read(MamlDocument document) => MamlDocument.Parse(document.ToBytes()).FrontMatter;

    public static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<JsonObject> Object(int depth) =>
        Gen.Select(Text, Value(depth)).Array[0, 5].Select(members =>
            new JsonObject(members.DistinctBy(member => member.Item1).Select(member => KeyValuePair.Create(member.Item1, member.Item2?.DeepClone()))));

    private static Gen<JsonNode?> Value(int depth) => depth == 0 ? Leaf : Gen.Frequency(
        (3, Leaf),
        (1, Object(depth - 1).Select(node => (JsonNode?)node)),
        (1, Value(depth - 1).Array[0, 4].Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())]))));
}
