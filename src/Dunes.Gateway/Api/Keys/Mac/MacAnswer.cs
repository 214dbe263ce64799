using System.Text.Json.Serialization;

namespace Dunes.Gateway.Api.Keys.Mac;

/// <summary>A message authentication code.</summary>
internal sealed record MacAnswer : KeyAnswer
{
    /// <summary>HMAC-SHA-512, 64 bytes; absent after an error.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? Mac { get; init; }
}
