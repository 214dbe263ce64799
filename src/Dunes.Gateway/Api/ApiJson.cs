using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Dunes.Gateway.Api;

/// <summary>JSON of <c>/v1</c>: camelCase, enums as camelCase words, bytes as base64, times as RFC 3339.</summary>
internal static class ApiJson
{
    /// <summary>Most levels of nesting of a request's body.</summary>
    public const int MaxDepth = 16;

    /// <summary>How answers are written; the OpenAPI document is made from it.</summary>
    public static readonly JsonSerializerOptions Answers = Final(Configure(new(JsonSerializerDefaults.Web)));

    /// <summary>How requests are read: no field that is unknown, twice, null without leave, or written in another case.</summary>
    public static readonly JsonSerializerOptions Requests = Final(Configure(new(JsonSerializerOptions.Strict)
    {
        MaxDepth = MaxDepth,
        Converters = { new StrictEnumConverter(), new StrictPeriodConverter() },
    }));

    public static IResult Ok<T>(T value) => Results.Json(value, Answers);

    public static IResult Created<T>(HttpContext http, string location, T value) => At(StatusCodes.Status201Created, http, location, value);

    /// <summary>202: it goes on by itself; <paramref name="location"/> tells how far it is.</summary>
    public static IResult Accepted<T>(HttpContext http, string location, T value) => At(StatusCodes.Status202Accepted, http, location, value);

    /// <summary>Sets what both directions, and the OpenAPI document, share.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }

    // Left open, the first two answers at once would race: Results.Json completes options that are not read-only yet, and fails when the other was faster.
    private static JsonSerializerOptions Final(JsonSerializerOptions options)
    {
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private static IResult At<T>(int status, HttpContext http, string location, T value)
    {
        http.Response.Headers.Location = location;
        return Results.Json(value, Answers, statusCode: status);
    }
}
