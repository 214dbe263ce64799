using System.Text.Json;

namespace Dunes.Server.Client;

/// <summary>Reads members of an answer; one that is missing or of another type is <see cref="DunesErrorException"/> <c>DUNES-CLI-005</c>.</summary>
internal static class JsonAnswer
{
    /// <summary>A member that is text.</summary>
    public static string Text(this JsonElement answer, string name) =>
        Member(answer, name, JsonValueKind.String).GetString()!;

    /// <summary>A member that is bytes in base64.</summary>
    public static byte[] Bytes(this JsonElement answer, string name) =>
        Member(answer, name, JsonValueKind.String).TryGetBytesFromBase64(out var bytes) ? bytes : throw NotUnderstood(name);

    /// <summary>A member that is a whole number.</summary>
    public static int Number(this JsonElement answer, string name) =>
        Member(answer, name, JsonValueKind.Number).TryGetInt32(out var number) ? number : throw NotUnderstood(name);

    /// <summary>A member that is true or false.</summary>
    public static bool Truth(this JsonElement answer, string name) => answer.ValueKind == JsonValueKind.Object
        && answer.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw NotUnderstood(name);

    /// <summary>The answer as <typeparamref name="T"/>.</summary>
    public static T As<T>(this JsonElement answer)
    {
        try
        {
            return answer.Deserialize<T>(ServerClient.Json) ?? throw NotUnderstood(typeof(T).Name);
        }
        catch (JsonException e)
        {
            throw NotUnderstood(e.Path ?? typeof(T).Name);
        }
    }

    private static JsonElement Member(JsonElement answer, string name, JsonValueKind kind) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : throw NotUnderstood(name);

    private static DunesErrorException NotUnderstood(string name) =>
        new(ExitCodes.Other, DunesErrors.BadAnswer, $"The server's answer has no usable '{name}': it is not a Dunes server of this version.");
}
