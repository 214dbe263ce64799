using System.Security.Cryptography;
using Dunes.Abstractions.Errors;
using Dunes.Gateway.Api;
using Dunes.Gateway.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using static OpenIddict.Server.AspNetCore.OpenIddictServerAspNetCoreHandlers;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dunes.Gateway.Identity;

/// <summary>The embedded token issuer: OpenIddict without stores ("degraded mode"); the one client and its rules are ours.</summary>
internal static class Issuer
{
    private static readonly PathString[] Paths =
        ["/connect/token", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/.well-known/jwks"];

    public static IServiceCollection AddIssuer(this IServiceCollection services)
    {
        services.AddOpenIddict().AddServer(server =>
        {
            server.EnableDegradedMode()
                .SetTokenEndpointUris("connect/token")
                .AllowClientCredentialsFlow()
                .DisableAccessTokenEncryption()
                // Which resources (RFC 8707) are ours follows from the public url: LocalClientValidator knows.
                .DisableResourceValidation()
                // OpenIddict insists on a key to encrypt with; nothing is encrypted, so it need not outlive the process.
                .AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)));
            server.UseAspNetCore().DisableTransportSecurityRequirement();
            server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseSingletonHandler<LocalClientValidator>());
            server.AddEventHandler<HandleTokenRequestContext>(handler => handler.UseSingletonHandler<LocalTokenHandler>());
            server.AddEventHandler<ApplyTokenResponseContext>(handler => handler
                .UseSingletonHandler<UnavailableStatus>()
                .SetOrder(AttachHttpResponseCode<ApplyTokenResponseContext>.Descriptor.Order + 1));
        });
        services.AddOptions<OpenIddictServerOptions>().Configure<PublicUrl, IssuerKeys>((options, url, keys) =>
        {
            options.Issuer = url.Value;
            foreach (var key in keys.All)
                options.SigningCredentials.Add(new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256));
        });
        return services.AddSingleton<IssuerKeys>().AddSingleton<LocalCredential>();
    }

    /// <summary>
    /// Lets OpenIddict see the requests that are its own, and no other: its pipeline costs more than a whole MCP call.
    /// It builds urls from the request's host, which anybody can write, so it gets the public one.
    /// </summary>
    public static void UseIssuer(this IApplicationBuilder app) =>
        app.UseWhen(http => Array.IndexOf(Paths, http.Request.Path) >= 0, branch =>
        {
            branch.Use(async (http, next) =>
            {
                // OpenIddict takes its keys over once, when it is first asked.
                try
                {
                    http.RequestServices.GetRequiredService<IssuerKeys>().RequireLoaded();
                }
                catch (DunesException e)
                {
                    await ApiProblem.WriteAsync(http, e);
                    return;
                }
                var url = http.RequestServices.GetRequiredService<PublicUrl>().Value;
                http.Request.Scheme = url.Scheme;
                http.Request.Host = HostString.FromUriComponent(url);
                await next(http);
            });
            branch.UseAuthentication();
        });
}
