using System.Text;
using Dunes.Gateway.Mcp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace Dunes.Gateway.Api.OpenApi;

/// <summary>
/// <c>/openapi/v1.json</c>: OpenAPI 3.1 of all of <c>/v1</c>. It is the same for everybody, holds nothing of this cluster and needs no token.
/// Made once, when it is first asked for.
/// </summary>
internal sealed class ApiDocument([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider provider, IOptions<GatewayOptions> options)
{
    /// <summary>Of the document, and the first part of the paths that it describes.</summary>
    public const string Name = "v1";

    private readonly Lock gate = new();
    private Task<byte[]>? document;

    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet($"/openapi/{Name}.json", AnswerAsync).ExcludeFromDescription();

    private async Task<IResult> AnswerAsync() =>
        options.Value.OpenApi.Enabled ? Results.Bytes(await GetAsync(), MediaTypes.Json) : Results.NotFound();

    private Task<byte[]> GetAsync()
    {
        lock (gate)
            return document is { IsFaulted: false, IsCanceled: false } ? document : document = MakeAsync();
    }

    private async Task<byte[]> MakeAsync()
    {
        // Not on the caller's stack, which holds the lock, and not for the caller alone: its leaving does not stop it.
        await Task.Yield();
        var made = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
        return Encoding.UTF8.GetBytes(await made.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, CancellationToken.None));
    }
}
