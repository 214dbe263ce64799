using System.Collections.Specialized;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dunes.Cryptography.Tests.RootKeys.AwsKms;

/// <summary>Checks AWS Signature Version 4 by signing the request again, as the service does.</summary>
internal static class SignatureV4
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";

    private static readonly string[] Required = ["host", "x-amz-date", "x-amz-target"];

    /// <summary>The region the request is signed for, or <see langword="null"/> when its signature is not right.</summary>
    public static string? Verify(string method, Uri url, NameValueCollection headers, byte[] body, string accessKey, string secretKey)
    {
        var authorization = headers["Authorization"] ?? "";
        if (!authorization.StartsWith(Algorithm + " ", StringComparison.Ordinal))
            return null;
        var parts = authorization[(Algorithm.Length + 1)..].Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        var date = headers["X-Amz-Date"] ?? "";
        var scope = parts["Credential"].Split('/');
        var signed = parts["SignedHeaders"].Split(';');
        if (scope is not [var key, var day, var region, "kms", "aws4_request"]
            || !string.Equals(key, accessKey, StringComparison.Ordinal)
            || !date.StartsWith(day + "T", StringComparison.Ordinal)
            || !IsNow(date)
            || Required.Except(signed, StringComparer.Ordinal).Any())
        {
            return null;
        }

        var canonical = string.Join('\n', [
            method,
            url.AbsolutePath,
            url.Query.TrimStart('?'),
            .. signed.Select(name => $"{name}:{headers[name]?.Trim()}"),
            "",
            parts["SignedHeaders"],
            Convert.ToHexStringLower(SHA256.HashData(body)),
        ]);
        var text = string.Join('\n', Algorithm, date, string.Join('/', scope[1..]), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var signingKey = scope[1..].Aggregate(Encoding.UTF8.GetBytes("AWS4" + secretKey), Mac);
        return Convert.ToHexStringLower(Mac(signingKey, text)) == parts["Signature"] ? region : null;
    }

    private static bool IsNow(string date) =>
        DateTimeOffset.TryParseExact(date, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        && (TimeProvider.System.GetUtcNow() - time).Duration() < TimeSpan.FromMinutes(15);

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
