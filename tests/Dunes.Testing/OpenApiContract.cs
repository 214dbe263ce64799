using System.Text.Json.Nodes;

namespace Dunes.Testing;

/// <summary>
/// An OpenAPI 3.1 document, and whether answers are what it says. It is stricter than JSON Schema: a field that the document does not name is a fault,
/// and a keyword that it cannot check is an exception.
/// </summary>
public sealed class OpenApiContract
{
    private const string Json = "application/json";
    private const string ProblemJson = "application/problem+json";

    private readonly JsonObject document;
    private readonly SchemaCheck schemas;

    private OpenApiContract(JsonObject document)
    {
        this.document = document;
        schemas = new(document);
    }

    /// <summary>All operations: method in capitals, and path template.</summary>
    public IReadOnlyList<(string Method, string Path)> Operations =>
        [.. Paths.SelectMany(path => path.Value!.AsObject().Select(operation => (operation.Key.ToUpperInvariant(), path.Key)))];

    private JsonObject Paths => document["paths"]!.AsObject();

    public static OpenApiContract Load(string json) => new(JsonNode.Parse(json)!.AsObject());

    /// <summary>What is wrong with an answer; nothing when it is as the document says.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">The path that was asked for; a query is not looked at.</param>
    /// <param name="status">HTTP status of the answer.</param>
    /// <param name="body">Its body; JSON, unless the document says another type for this status.</param>
    public IReadOnlyList<string> Validate(string method, string path, int status, string body)
    {
        if (OperationOf(method, path) is not { } operation)
            return [$"{method} {path} is not documented"];
        var responses = operation["responses"]!.AsObject();
        if ((responses[$"{status}"] ?? responses["default"]) is not JsonObject response)
            return [$"{method} {path}: status {status} is not documented"];
        if (schemas.Resolve(response)["content"]?.AsObject() is not { Count: > 0 } content)
            return body.Length == 0 ? [] : [$"{method} {path}: a body with status {status} is not documented"];
        if ((content[Json] ?? content[ProblemJson]) is not { } json)
            return [];
        return [.. Check(json["schema"]!, body).Select(fault => $"{method} {path} {status}: {fault}")];
    }

    /// <summary>What is wrong with the body of a request.</summary>
    public IReadOnlyList<string> ValidateRequest(string method, string path, string body) =>
        OperationOf(method, path)?["requestBody"]?["content"]?[Json]?["schema"] is { } schema
            ? [.. Check(schema, body)]
            : [$"{method} {path}: a body is not documented"];

    /// <summary>The path template that a request belongs to, or null.</summary>
    public string? TemplateOf(string method, string path) => Match(method, path)?.Key;

    private List<string> Check(JsonNode schema, string body)
    {
        try
        {
            return schemas.Faults(schema.AsObject(), JsonNode.Parse(body), "$");
        }
        catch (System.Text.Json.JsonException e)
        {
            return [$"no JSON: {e.Message}"];
        }
    }

    private JsonNode? OperationOf(string method, string path) => Match(method, path)?.Value![method.ToLowerInvariant()];

    private KeyValuePair<string, JsonNode?>? Match(string method, string path)
    {
        var segments = Segments(path.Split('?')[0]);
        // The most literal template wins, as it does for the server.
        return Paths
            .Where(candidate => Fits(Segments(candidate.Key), segments) && candidate.Value![method.ToLowerInvariant()] is not null)
            .OrderBy(candidate => string.Concat(Segments(candidate.Key).Select(segment => segment.StartsWith('{') ? '1' : '0')), StringComparer.Ordinal)
            .Select(candidate => (KeyValuePair<string, JsonNode?>?)candidate)
            .FirstOrDefault();
    }

    private static bool Fits(string[] template, string[] path) =>
        template.Length == path.Length && template.Zip(path).All(pair => pair.First.StartsWith('{') ? pair.Second.Length > 0 : pair.First == pair.Second);

    private static string[] Segments(string path) => path.Trim('/').Split('/');
}
