using Dunes.Abstractions.Errors;
using Dunes.Gateway.Hosting;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dunes.Gateway.Identity;

/// <summary>Lets the one client in that can read this machine's data directory.</summary>
internal sealed class LocalClientValidator(LocalCredential credential, PublicUrl url, AuthFailureReport failures)
    : IOpenIddictServerHandler<ValidateTokenRequestContext>
{
    public async ValueTask HandleAsync(ValidateTokenRequestContext context)
    {
        if (context.ClientId == LocalCredential.ClientId && credential.Matches(context.ClientSecret))
        {
            if (TokenRequest.Read(context.Request, out var error) is null)
                context.Reject(OpenIddictConstants.Errors.InvalidRequest, $"DUNES-AUTH-011: {error}");
            else if (!context.Request.GetResources().All(IsOurs))
                context.Reject(OpenIddictConstants.Errors.InvalidTarget, $"DUNES-AUTH-012: resource is {url.Origin} or one of its MCP endpoints");
            return;
        }
        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        try
        {
            await failures.WriteAsync(http, "local", AuthFailure.LocalSecret);
        }
        catch (DunesException e)
        {
            context.Reject(OpenIddictConstants.Errors.TemporarilyUnavailable, $"{e.Code}: {e.Message}");
            return;
        }
        context.Reject(OpenIddictConstants.Errors.InvalidClient, $"{AuthFailure.LocalSecret.Code}: {AuthFailure.LocalSecret.Description}");
    }

    private bool IsOurs(string resource) =>
        resource == url.Origin || resource.StartsWith(url.Origin + "/", StringComparison.Ordinal);
}
