using System.Globalization;
using System.Text.Json.Nodes;
using Dunes.Gateway.Mcp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;

namespace Dunes.Gateway.Api.OpenApi;

/// <summary>
/// What an endpoint of <c>/v1</c> says about itself beside <c>WithName</c> (its operation id), <c>WithSummary</c> and <c>WithDescription</c>. Texts about
/// fields are the XML comments of the request and answer types. Problems need no word: every endpoint may answer one.
/// </summary>
internal static class EndpointDescriptions
{
    /// <summary>It takes this body.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint) where T : class => endpoint.Takes(typeof(T), isOptional: false);

    /// <summary>It takes this body, or none.</summary>
    public static RouteHandlerBuilder TakesOptional<T>(this RouteHandlerBuilder endpoint) where T : class => endpoint.Takes(typeof(T), isOptional: true);

    /// <summary>It answers this.</summary>
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder endpoint, int status = StatusCodes.Status200OK) =>
        endpoint.Produces<T>(status, MediaTypes.Json);

    /// <summary>It answers this to a single item, and <c>{"results": […]}</c> to a batch.</summary>
    public static RouteHandlerBuilder AnswersOneOrMany<T>(this RouteHandlerBuilder endpoint) =>
        endpoint.Answers<T>().AddOpenApiOperationTransformer((operation, context, _) =>
        {
            var content = operation.Responses!["200"].Content![MediaTypes.Json];
            var one = content.Schema!;
            var name = $"{typeof(T).Name}Batch";
            context.Document!.AddComponent(name, new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "The results of a batch, in the order of the items; each has its result or its error.",
                Required = new HashSet<string> { "results" },
                Properties = new Dictionary<string, IOpenApiSchema> { ["results"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = one } },
            });
            content.Schema = new OpenApiSchema { OneOf = [one, new OpenApiSchemaReference(name, context.Document)] };
            return Task.CompletedTask;
        });

    /// <summary>It answers something that is not JSON.</summary>
    public static RouteHandlerBuilder AnswersText(this RouteHandlerBuilder endpoint, string mediaType) =>
        endpoint.Produces(StatusCodes.Status200OK, typeof(string), mediaType);

    /// <summary>It reads a text from the query.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.WithQuery(name, description, new OpenApiSchema { Type = JsonSchemaType.String });

    /// <summary>It reads a whole number from the query.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, string name, string description, long least, long most, long? byDefault = null) =>
        endpoint.WithQuery(name, description, new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = most > int.MaxValue ? "int64" : "int32",
            Minimum = least.ToString(CultureInfo.InvariantCulture),
            Maximum = most.ToString(CultureInfo.InvariantCulture),
            Default = byDefault is { } value ? JsonValue.Create(value) : null,
        });

    // Routing would answer other types than the named ones itself, without a problem; so it is told that all will do, and the document is not.
    private static RouteHandlerBuilder Takes(this RouteHandlerBuilder endpoint, Type body, bool isOptional) => endpoint
        .WithMetadata(new AcceptsMetadata([MediaTypes.Json, MediaTypes.Any], body, isOptional))
        .AddOpenApiOperationTransformer(static (operation, _, _) =>
        {
            operation.RequestBody!.Content!.Remove(MediaTypes.Any);
            return Task.CompletedTask;
        });

    private static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, string name, string description, OpenApiSchema schema) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema });
            return Task.CompletedTask;
        });
}
