using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Dunes.Gateway.Mcp;

/// <summary>What a request's Content-Type and Accept must say.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Any = "*/*";
    public const string EventStream = "text/event-stream";

    /// <summary>The body is JSON, with or without parameters.</summary>
    public static bool IsJson(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(Json, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == Json.Length || contentType[Json.Length] is ';' or ' ');

    /// <summary>Accept lists this type, or a range that holds it (RFC 9110, 12.5.1), with any weight but zero.</summary>
    public static bool Accepts(HttpRequest request, string mediaType) => Accepts(request.Headers.Accept, mediaType);

    private static bool Accepts(StringValues header, string mediaType)
    {
        foreach (var value in header)
        {
            foreach (var range in value.AsSpan().Split(','))
            {
                if (Covers(value.AsSpan(range), mediaType))
                    return true;
            }
        }
        return false;
    }

    private static bool Covers(ReadOnlySpan<char> item, string mediaType)
    {
        var semicolon = item.IndexOf(';');
        var range = (semicolon < 0 ? item : item[..semicolon]).Trim();
        if (semicolon >= 0 && item[semicolon..].Contains("q=0", StringComparison.OrdinalIgnoreCase) && item.TrimEnd()[^1] == '0')
            return false;
        return range.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
            || range is Any
            || (range.EndsWith("/*") && mediaType.AsSpan().StartsWith(range[..^1], StringComparison.OrdinalIgnoreCase));
    }
}
