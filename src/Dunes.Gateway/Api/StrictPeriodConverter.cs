using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dunes.Gateway.Api;

/// <summary>Reads <c>[d.]hh:mm:ss[.fffffff]</c>. The serializer's own converter takes <c>30</c> for thirty days, which who writes it may not mean.</summary>
internal sealed class StrictPeriodConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { } text && text.AsSpan().Count(':') == 2
        && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var period)
            ? period
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("c", CultureInfo.InvariantCulture));
}
