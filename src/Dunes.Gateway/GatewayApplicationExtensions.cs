using Dunes.Gateway.Api;
using Dunes.Gateway.Api.Keys;
using Dunes.Gateway.Api.Maml;
using Dunes.Gateway.Api.OpenApi;
using Dunes.Gateway.Health;
using Dunes.Gateway.Identity;
using Dunes.Gateway.Mcp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Gateway;

/// <summary>Maps the gateway's endpoints.</summary>
public static class GatewayApplicationExtensions
{
    // WebApplication puts the authentication middleware in front of everything unless this says that it is there already. Here
    // endpoints and policies name their scheme, and only the issuer's own paths need the middleware: see Issuer.UseIssuer.
    private const string AuthenticationIsSet = "__AuthenticationMiddlewareSet";

    /// <summary>Maps <c>/mcp/{upstream}</c>, the token issuer, <c>/v1</c>, its OpenAPI document, the resource metadata and <c>/health</c>.</summary>
    public static WebApplication MapDunesGateway(this WebApplication app)
    {
        var services = app.Services;
        ((IApplicationBuilder)app).Properties[AuthenticationIsSet] = true;
        app.UseIssuer();
        app.UseRouting();
        app.UseAuthorization();
        services.GetRequiredService<McpEndpoint>().Map(app);
        services.GetRequiredService<ProtectedResource>().Map(app);
        services.GetRequiredService<HealthEndpoints>().Map(app);
        var v1 = app.MapGroup("/v1").AddEndpointFilter(services.GetRequiredService<ApiErrors>());
        services.GetRequiredService<ContextsApi>().Map(v1);
        v1.MapKeysApi();
        services.GetRequiredService<MamlApi>().Map(v1);
        services.GetRequiredService<RootApi>().Map(v1);
        services.GetRequiredService<ApiDocument>().Map(app);
        return app;
    }
}
