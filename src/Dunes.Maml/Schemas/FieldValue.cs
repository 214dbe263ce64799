using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dunes.Maml.Schemas;

/// <summary>What a value of front matter is to a schema.</summary>
internal static partial class FieldValue
{
    private const int LongestShown = 60;

    /// <summary>The text of a string, else null.</summary>
    public static string? Text(JsonNode? value) => value is JsonValue scalar && scalar.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Whether a value is of a type.</summary>
    public static bool Is(JsonNode? value, MamlFieldType type) => type switch
    {
        MamlFieldType.String => value?.GetValueKind() == JsonValueKind.String,
        MamlFieldType.Integer => value?.GetValueKind() == JsonValueKind.Number && double.IsInteger(Number(value)),
        MamlFieldType.Number => value?.GetValueKind() == JsonValueKind.Number,
        MamlFieldType.Boolean => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        MamlFieldType.Timestamp => Time(value) is not null,
        MamlFieldType.Array => value is JsonArray,
        _ => value is JsonObject,
    };

    /// <summary>What <c>min</c> and <c>max</c> are compared with: the number, the instant, the length; null for types without measure.</summary>
    public static IComparable? Measure(JsonNode? value, MamlFieldType type) => type switch
    {
        MamlFieldType.Integer or MamlFieldType.Number => Number(value!),
        MamlFieldType.Timestamp => Time(value),
        MamlFieldType.String => (double)Text(value)!.EnumerateRunes().Count(),
        MamlFieldType.Array => (double)((JsonArray)value!).Count,
        _ => null,
    };

    /// <summary>The one form in which equal values are equal text.</summary>
    public static string Canonical(JsonNode? value) => Encoding.UTF8.GetString(Jcs.Canonicalize(value));

    /// <summary>A value as a message shows it: not too long.</summary>
    public static string Show(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject:
                return "a mapping";
            case JsonArray:
                return "a list";
            default:
                return Shorten(Canonical(value));
        }
    }

    /// <summary>The beginning of a text that is too long for a message.</summary>
    public static string Shorten(string text) => text.Length <= LongestShown ? text : string.Concat(text.AsSpan(0, LongestShown), "…");

    /// <summary>A measure as a message shows it.</summary>
    public static string Show(IComparable measure) => measure is DateTimeOffset time
        ? time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{measure}");

    /// <summary>The instant that an RFC 3339 text names, else null.</summary>
    public static DateTimeOffset? Time(JsonNode? value) =>
        Text(value) is { } text && Rfc3339().IsMatch(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;

    private static double Number(JsonNode value) => double.Parse(Canonical(value), NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?(Z|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rfc3339();
}
