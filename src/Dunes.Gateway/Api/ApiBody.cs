using System.Text.Json;
using Dunes.Gateway.Mcp;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dunes.Gateway.Api;

/// <summary>Reads the JSON body of a request, strictly. Throws <see cref="ApiRejection"/> with what is wrong and where.</summary>
internal static class ApiBody
{
    /// <summary>Most bytes of a body, unless an endpoint says otherwise: 32 MiB.</summary>
    public const long MaxBytes = 32 * 1024 * 1024;

    private const int LongestPath = 128;

    /// <summary>The body, which must be there.</summary>
    public static async ValueTask<T> ReadAsync<T>(HttpContext http, long limit = MaxBytes) where T : class
    {
        if (!MediaTypes.IsJson(http.Request.ContentType))
            throw ApiRejection.ContentType();
        if (http.Request.ContentLength > limit)
            throw ApiRejection.TooLarge(limit);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = limit;
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(http.Request.BodyReader, ApiJson.Requests, http.RequestAborted)
                ?? throw ApiRejection.Body("The body is null.");
        }
        catch (JsonException e)
        {
            throw ApiRejection.Body(Explain(e));
        }
        catch (BadHttpRequestException e)
        {
            throw e.StatusCode == StatusCodes.Status413PayloadTooLarge ? ApiRejection.TooLarge(limit) : ApiRejection.Body("The body ends too soon.");
        }
    }

    /// <summary>The body, or null where there is none.</summary>
    public static async ValueTask<T?> ReadOptionalAsync<T>(HttpContext http) where T : class =>
        http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } || http.Request.ContentLength == 0
            ? null
            : await ReadAsync<T>(http);

    /// <summary>Where, and what may be wrong there; never what stood there.</summary>
    private static string Explain(JsonException e)
    {
        // The serializer tells the names of missing fields in its text only.
        const string MissingFields = "including: ";
        var missing = e.Message.IndexOf(MissingFields, StringComparison.Ordinal);
        if (missing >= 0)
            return $"{At(e)} these fields are missing: {e.Message[(missing + MissingFields.Length)..].TrimEnd('.')}.";
        // The reader's own error inside: it did not get as far as to compare with what is expected.
        return e.InnerException is JsonException
            ? $"The body is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}."
            : $"{At(e)} the body is not acceptable: unknown, twice, of another type or form, or null.";
    }

    private static string At(JsonException e)
    {
        var path = e.Path ?? "$";
        return $"At {(path.Length <= LongestPath ? path : path[..LongestPath] + "…")}";
    }
}
