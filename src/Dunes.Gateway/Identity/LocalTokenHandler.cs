using System.Security.Claims;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Telemetry;
using Dunes.Gateway.Hosting;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dunes.Gateway.Identity;

/// <summary>Says what a token of the local client holds. That it was asked for is durable before it is signed.</summary>
internal sealed class LocalTokenHandler(PublicUrl url, RequestEvents events) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        var request = TokenRequest.Read(context.Request, out _)!;
        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        var issued = events.Of(
            http, SecurityEventType.AuthSuccess, success: true, code: null, $"local: a token for role {request.Role} and {request.Lifetime.TotalSeconds} s was asked for");
        try
        {
            await events.RecordDurablyAsync(issued with
            {
                Actor = new Principal(request.Tenant, url.Issuer, request.Subject, LocalCredential.ClientId, [request.Role]),
            });
        }
        catch (DunesException e)
        {
            context.Reject(OpenIddictConstants.Errors.TemporarilyUnavailable, $"{e.Code}: {e.Message}");
            return;
        }
        DunesMetrics.Authenticated("local", success: true);
        context.SignIn(Claims(request));
    }

    private ClaimsPrincipal Claims(TokenRequest request)
    {
        var identity = new ClaimsIdentity("local", OpenIddictConstants.Claims.Subject, TokenPrincipal.RoleClaim);
        identity.AddClaim(new Claim(OpenIddictConstants.Claims.Subject, request.Subject));
        identity.AddClaim(new Claim(TokenPrincipal.RoleClaim, request.Role));
        identity.AddClaim(new Claim(TokenPrincipal.TenantClaim, request.Tenant));
        identity.SetResources(url.Origin);
        identity.SetAccessTokenLifetime(request.Lifetime);
        identity.SetDestinations(static _ => [OpenIddictConstants.Destinations.AccessToken]);
        return new ClaimsPrincipal(identity);
    }
}
