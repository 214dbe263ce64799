using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dunes.Gateway.Mcp;

/// <summary>Reads a request's body into one array of its exact length.</summary>
internal static class RequestBody
{
    /// <summary>Throws <see cref="McpRejection"/> (413) when the body is longer than <paramref name="limit"/>.</summary>
    public static async ValueTask<byte[]> ReadAsync(HttpContext http, int limit)
    {
        if (http.Request.ContentLength > limit)
            throw McpRejection.TooLarge(limit);
        // Kestrel has a limit of its own; ours is the one that counts.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = null;
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > limit)
                throw McpRejection.TooLarge(limit);
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
