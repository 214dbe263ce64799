using System.Text.Json.Serialization;
using Dunes.Abstractions.Keys;

namespace Dunes.Gateway.Api.Keys.Seal;

/// <summary>A sealed message.</summary>
internal sealed record CiphertextAnswer : KeyAnswer
{
    /// <summary>The message, <c>dunes:v…:…</c>; absent after an error.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ciphertext { get; init; }

    internal static CiphertextAnswer Of(string? reference, KeyBytesResult result) =>
        new() { Reference = reference, Version = result.Version, Ciphertext = MessageText.Encode(result.Bytes), Error = ItemError.Of(result.Error) };
}
