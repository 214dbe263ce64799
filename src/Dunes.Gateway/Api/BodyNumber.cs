using System.Text.Json;
using Dunes.Abstractions.Errors;
using Microsoft.AspNetCore.Http;

namespace Dunes.Gateway.Api;

/// <summary>Reads the one number of a small JSON body, with a clear error.</summary>
internal static class BodyNumber
{
    /// <summary>The member, or null where it or the whole body is absent. Throws <c>DUNES-API-002</c> for anything else than a number within the limits.</summary>
    public static async Task<int?> ReadAsync(HttpContext http, string name, int least, int most)
    {
        if (http.Request.ContentLength is 0 or null && !http.Request.Headers.ContainsKey("Transfer-Encoding"))
            return null;
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, new JsonDocumentOptions { MaxDepth = 4 }, http.RequestAborted);
            if (body.RootElement.ValueKind == JsonValueKind.Object)
            {
                if (!body.RootElement.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
                    return null;
                if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
                    return number;
            }
        }
        catch (JsonException)
        {
            // Said below.
        }
        throw Error(name, least, most);
    }

    /// <summary>What is said when it is missing or wrong.</summary>
    public static DunesException Error(string name, int least, int most) =>
        new("DUNES-API-002", ErrorKind.Invalid, $"The body is {{\"{name}\": n}}, n being a whole number from {least} to {most}.");
}
