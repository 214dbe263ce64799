using System.Text.Json.Serialization;
using Dunes.Abstractions.Keys;

namespace Dunes.Gateway.Api.Keys.Seal;

/// <summary>An opened message.</summary>
internal sealed record PlaintextAnswer : KeyAnswer
{
    /// <summary>The plaintext; absent after an error.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? Plaintext { get; init; }

    internal static PlaintextAnswer Of(string? reference, KeyBytesResult result) =>
        new() { Reference = reference, Version = result.Version, Plaintext = result.Bytes, Error = ItemError.Of(result.Error) };
}
