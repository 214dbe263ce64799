using System.Text.Json.Serialization;

namespace Dunes.Gateway.Api.Keys.Sign;

/// <summary>A signature.</summary>
internal sealed record SignatureAnswer : KeyAnswer
{
    /// <summary>FIPS 204 encoding, or the composite's (ML-DSA part first); absent after an error.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? Signature { get; init; }
}
