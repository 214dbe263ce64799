using Dunes.Gateway.Api;
using Dunes.Gateway.Api.Keys;
using Dunes.Gateway.Api.Maml;
using Dunes.Gateway.Api.OpenApi;
using Dunes.Gateway.Health;
using Dunes.Gateway.Hosting;
using Dunes.Gateway.Identity;
using Dunes.Gateway.Mcp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Dunes.Gateway;

/// <summary>Adds the gateway to a process.</summary>
public static class GatewayHostBuilderExtensions
{
    /// <summary>
    /// Adds identity, <c>/mcp</c>, <c>/v1</c> and <c>/health</c>. Call it after <c>UseOrleans</c> or <c>UseOrleansClient</c>, so that the
    /// cluster is there when the gateway starts. The process must provide <see cref="Abstractions.Audit.ISecurityEvents"/>.
    /// </summary>
    public static IHostApplicationBuilder AddDunesGateway(this IHostApplicationBuilder builder, Action<GatewayOptions>? configure = null)
    {
        var services = builder.Services;
        services.AddOptions<GatewayOptions>()
            .BindConfiguration("Dunes")
            .Configure(configure ?? (static _ => { }))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<PublicUrl>().AddSingleton<RequestEvents>();
        services.AddBearerAuthentication().AddIssuer().AddAuthorization();
        services.AddSingleton<OriginPolicy>().AddSingleton<McpResponder>().AddSingleton<ContextRoutes>().AddSingleton<ModernContexts>()
            .AddSingleton<LegacyTransport>().AddSingleton<ModernTransport>().AddSingleton<McpEndpoint>();
        services.AddSingleton<SignerCheck>().AddSingleton<DocumentSigner>().AddSingleton<DocumentVerifier>().AddSingleton<MamlApi>();
        services.AddSingleton<ContextsApi>().AddSingleton<RootApi>().AddSingleton<ApiErrors>().AddKeysApi().AddApiDocument();
        services.AddSingleton<Readiness>().AddSingleton<HealthEndpoints>();
        services.AddHostedService<GatewayStart>();
        return builder;
    }
}
