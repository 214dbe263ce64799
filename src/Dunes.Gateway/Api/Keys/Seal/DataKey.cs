using System.Text.Json.Serialization;

namespace Dunes.Gateway.Api.Keys.Seal;

/// <summary>A data key.</summary>
internal sealed record DataKey
{
    /// <summary>The key version it is sealed under.</summary>
    public required int Version { get; init; }

    /// <summary>32 bytes; absent when only the sealed form was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? Plaintext { get; init; }

    /// <summary>The sealed data key, <c>dunes:v…:…</c>.</summary>
    public required string Ciphertext { get; init; }
}
