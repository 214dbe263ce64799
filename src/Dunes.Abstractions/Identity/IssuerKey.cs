namespace Dunes.Abstractions.Identity;

/// <summary>A signing key of the embedded issuer: ECDSA on P-256, for ES256 (RFC 7518).</summary>
/// <param name="Id">The JWT header's <c>kid</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="PrivateKey">PKCS #8, DER. Secret.</param>
[GenerateSerializer, Immutable, Alias("dunes.identity.issuer-key")]
public sealed record IssuerKey(
    [property: Id(0)] string Id,
    [property: Id(1)] DateTimeOffset CreatedAt,
    [property: Id(2)] byte[] PrivateKey)
{
    /// <summary>Without the key: records print themselves into logs.</summary>
    public override string ToString() => $"IssuerKey {Id}";
}
