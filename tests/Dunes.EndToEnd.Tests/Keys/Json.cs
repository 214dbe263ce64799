using System.Text.Json.Nodes;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>Fields of answers.</summary>
internal static class Json
{
    /// <summary>A field of bytes.</summary>
    public static byte[] Bytes(this JsonNode answer, string field) => Convert.FromBase64String(answer.Text(field));

    /// <summary>A field of text.</summary>
    public static string Text(this JsonNode answer, string field) =>
        (string?)answer[field] ?? throw new InvalidOperationException($"There is no '{field}' in {answer.ToJsonString()}.");

    /// <summary>A number.</summary>
    public static int Number(this JsonNode answer, string field) => (int)answer[field]!;

    /// <summary>Whether a signature or code was good.</summary>
    public static bool IsValid(this JsonNode answer) => (bool)answer["valid"]!;

    /// <summary>The results of a batch.</summary>
    public static IReadOnlyList<JsonNode> Results(this JsonNode answer) => [.. answer["results"]!.AsArray().Select(result => result!)];

    /// <summary>The code of an item that failed, or null.</summary>
    public static string? ErrorCode(this JsonNode result) => (string?)result["error"]?["code"];
}
