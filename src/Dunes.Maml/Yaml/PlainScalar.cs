using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dunes.Maml.Yaml;

/// <summary>What an unquoted scalar means: the JSON schema of YAML 1.2.2 (section 10.2), with words as strings.</summary>
internal static partial class PlainScalar
{
    private const int TimeoutMilliseconds = 1000;

    /// <summary>Whether a plain scalar is a number, by the grammar of RFC 8259.</summary>
    public static bool IsNumber(string text) => Number().IsMatch(text);

    /// <summary>Whether other YAML 1.2 readers may take a plain scalar for null, a boolean, a number or a merge key, though it is none of JSON's.</summary>
    public static bool IsAmbiguous(string text) => !IsNumber(text) && CoreSchema().IsMatch(text);

    /// <summary>Whether a string may stand unquoted and be the same string to every reader, those of YAML 1.1 included.</summary>
    public static bool IsSafeString(string text) => Words().IsMatch(text) && !Reserved().IsMatch(text);

    /// <summary>The value of a plain scalar that is not ambiguous.</summary>
    public static JsonNode? Resolve(string text) => text switch
    {
        "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when IsNumber(text) => JsonNode.Parse(text),
        _ => JsonValue.Create(text),
    };

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\z", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex Number();

    // Section 10.3.2, less what JSON has too; and the merge key of YAML 1.1.
    [GeneratedRegex(
        @"\A(~|Null|NULL|True|TRUE|False|FALSE|<<|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))?\z",
        RegexOptions.ExplicitCapture,
        TimeoutMilliseconds)]
    private static partial Regex CoreSchema();

    // Begins with a letter, so it is no number, date or indicator; has neither ':' nor '#'; has no run of spaces that folding could touch.
    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_./@+-]*( [A-Za-z0-9_./@+-]+)*\z", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    private static partial Regex Words();

    [GeneratedRegex(@"\A(null|true|false|yes|no|on|off|y|n)\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, TimeoutMilliseconds)]
    private static partial Regex Reserved();
}
