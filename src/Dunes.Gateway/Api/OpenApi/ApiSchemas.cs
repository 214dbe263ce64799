using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Dunes.Abstractions.Keys;
using Dunes.Gateway.Api.Keys.Manage;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Dunes.Gateway.Api.OpenApi;

/// <summary>What the serializer's contract does not say by itself.</summary>
internal sealed class ApiSchemas : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo;
        if (schema.Enum is { Count: > 0 })
            schema.Type ??= JsonSchemaType.String;
        if (type.Type == typeof(TimeSpan) || type.Type == typeof(TimeSpan?))
            schema.Examples = [JsonValue.Create("30.00:00:00")];
        if (context.JsonPropertyInfo is { Name: "algorithm", DeclaringType: var owner } && (owner == typeof(KeySpec) || owner.IsAssignableTo(typeof(KeyDefinition))))
            schema.Enum = [.. KeyAlgorithms.All.Select(name => JsonValue.Create(name))];
        if (type.Kind == JsonTypeInfoKind.Object)
        {
            if (type.Type.Name.EndsWith("Request", StringComparison.Ordinal) || type.Type.Name.EndsWith("Input", StringComparison.Ordinal))
                schema.AdditionalPropertiesAllowed = false;
            else
                RequireWhatIsAlwaysWritten(schema, type);
        }
        return Task.CompletedTask;
    }

    /// <summary>Answers write every field that has no rule of its own; a parameter with a default may also be left out of a request.</summary>
    private static void RequireWhatIsAlwaysWritten(OpenApiSchema schema, JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.ShouldSerialize is null && property.AssociatedParameter is not { HasDefaultValue: true }
                && schema.Properties?.ContainsKey(property.Name) == true)
                (schema.Required ??= new HashSet<string>()).Add(property.Name);
        }
    }
}
