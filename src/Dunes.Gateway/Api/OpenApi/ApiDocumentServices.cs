using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Dunes.Gateway.Api.OpenApi;

/// <summary>What the OpenAPI document says of all endpoints.</summary>
internal static class ApiDocumentServices
{
    private const string Problem = "Problem";

    public static IServiceCollection AddApiDocument(this IServiceCollection services)
    {
        services.Configure<JsonOptions>(options => ApiJson.Configure(options.SerializerOptions));
        services.AddOpenApi(ApiDocument.Name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith($"{ApiDocument.Name}/", StringComparison.Ordinal) == true;
            options.AddSchemaTransformer<ApiSchemas>();
            options.AddOperationTransformer(DescribeOperation);
            options.AddDocumentTransformer(DescribeDocument);
        });
        return services.AddSingleton<ApiDocument>();
    }

    private static Task DescribeDocument(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var assembly = typeof(ApiDocumentServices).Assembly;
        document.Info = new OpenApiInfo
        {
            Title = assembly.GetCustomAttribute<AssemblyProductAttribute>()!.Product,
            Version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
            Description = "Bytes are base64 (RFC 4648, section 4), times RFC 3339, periods d.hh:mm:ss. Requests are read strictly: a field that is unknown or stands "
                + "twice is refused. Every problem (RFC 9457) has a stable `code`, listed in docs/errors.md.",
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        // Relative to the document: the request's host, which anybody can write, is not repeated.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.AddComponent<IOpenApiSecurityScheme>("bearer", new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "An access token of this cluster (RFC 9068, ES256); `dunes token` prints one.",
        });
        document.AddComponent<IOpenApiSecurityScheme>("oauth2", new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.OAuth2,
            Description = "The same token, from the embedded issuer.",
            Flows = new OpenApiOAuthFlows
            {
                ClientCredentials = new OpenApiOAuthFlow { TokenUrl = new Uri("/connect/token", UriKind.Relative), Scopes = new Dictionary<string, string>() },
            },
        });
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("oauth2", document)] = [] },
        ];
        document.AddComponent<IOpenApiSchema>(Problem, ProblemSchema());
        document.AddComponent<IOpenApiResponse>(Problem, new OpenApiResponse
        {
            Description = "400 the request is not acceptable; 401 no good token; 403 the caller may not; 404 no such thing, or not the caller's; 409 the state is another; "
                + "410 it is gone for ever; 413 and 415 the body's size and type; 429 a limit is reached; 500 stored data does not verify; 503 nothing was done, try again; "
                + "504 it may have been done.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(Problem, document) },
            },
        });
        return Task.CompletedTask;
    }

    private static Task DescribeOperation(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponseReference(Problem, context.Document);
        return Task.CompletedTask;
    }

    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Problem details (RFC 9457).",
        Required = new HashSet<string> { "type", "title", "status", "detail", "code" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference" },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The status in words." },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The HTTP status." },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What is wrong, for people." },
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^DUNES-[A-Z]+-[0-9]{3}$", Description = "Stable; for programs.", Examples = [JsonValue.Create("DUNES-KEY-002")] },
        },
    };
}
