using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dunes.Gateway.Api;

/// <summary>
/// Reads enums from exactly their camelCase words. The serializer's own converter also takes numbers in words' place, any case, and lists:
/// <c>"sign,verify"</c> would be the operation that the two numbers make together.
/// </summary>
internal sealed class StrictEnumConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Words<>).MakeGenericType(typeToConvert))!;

    private sealed class Words<T> : JsonConverter<T> where T : struct, Enum
    {
        private static readonly FrozenDictionary<string, T> Values = Enum.GetValues<T>().ToFrozenDictionary(Word);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Values.TryGetValue(reader.GetString()!, out var value) ? value : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Word(value));

        private static string Word(T value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
    }
}
