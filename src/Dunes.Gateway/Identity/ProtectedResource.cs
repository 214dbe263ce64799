using Dunes.Gateway.Hosting;
using Dunes.Gateway.Mcp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Identity;

/// <summary>
/// OAuth 2.0 Protected Resource Metadata (RFC 9728), for the whole and for every MCP endpoint. The documents say nothing of
/// which upstreams exist: they can be read without a token.
/// </summary>
internal sealed class ProtectedResource(PublicUrl url)
{
    private const string WellKnown = "/.well-known/oauth-protected-resource";

    /// <summary>Where the document about the requested resource is.</summary>
    public string MetadataUrlOf(HttpContext http) =>
        http.Request.RouteValues[McpEndpoint.UpstreamParameter] is string upstream && McpEndpoint.IsUpstreamName(upstream)
            ? $"{url.Origin}{WellKnown}/mcp/{upstream}"
            : $"{url.Origin}{WellKnown}";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(WellKnown, () => Document(url.Origin));
        endpoints.MapGet(WellKnown + "/mcp/{upstream}", (string upstream) =>
            McpEndpoint.IsUpstreamName(upstream) ? Document($"{url.Origin}/mcp/{upstream}") : Results.NotFound());
    }

    private IResult Document(string resource) => Results.Json(new Dictionary<string, object>
    {
        ["resource"] = resource,
        ["authorization_servers"] = new[] { url.Issuer },
        ["bearer_methods_supported"] = new[] { "header" },
        ["resource_name"] = "Dunes Cluster",
    });
}
