using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Dunes.EndToEnd.Tests.Wire;

/// <summary>Access tokens that nobody issued, made from one that was.</summary>
internal static class ForgedToken
{
    /// <summary>Header and claims changed, the signature left as it was.</summary>
    public static string WithOldSignature(string token, Action<JsonNode> header, Action<JsonNode> claims) =>
        $"{SignedPart(token, header, claims)}.{token.Split('.')[2]}";

    /// <summary>Without any signature, and saying so (RFC 7519, section 6).</summary>
    public static string Unsigned(string token) => $"{SignedPart(token, header => header["alg"] = "none", _ => { })}.";

    /// <summary>Signed by a key of our own that claims to be the issuer's.</summary>
    public static string SignedByAnotherKey(string token)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signed = SignedPart(token, _ => { }, claims => claims["role"] = "admin");
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    /// <summary>With the issuer's public key as the secret of an HMAC: the classic confusion of algorithms.</summary>
    public static string SignedWithPublicKey(string token, string publicKey)
    {
        var signed = SignedPart(token, header => header["alg"] = "HS256", claims => claims["role"] = "admin");
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(publicKey), Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string SignedPart(string token, Action<JsonNode> header, Action<JsonNode> claims)
    {
        var parts = token.Split('.');
        return $"{Changed(parts[0], header)}.{Changed(parts[1], claims)}";
    }

    private static string Changed(string part, Action<JsonNode> change)
    {
        var json = JsonNode.Parse(Base64Url.DecodeFromChars(part))!;
        change(json);
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }
}
