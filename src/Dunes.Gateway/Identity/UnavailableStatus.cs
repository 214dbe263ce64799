using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dunes.Gateway.Identity;

/// <summary>Answers 503 when a token could not be made now: OAuth has the word for it, but OpenIddict no status.</summary>
internal sealed class UnavailableStatus : IOpenIddictServerHandler<ApplyTokenResponseContext>
{
    public ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        if (context.Response.Error == OpenIddictConstants.Errors.TemporarilyUnavailable)
            context.Transaction.GetHttpRequest()!.HttpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return ValueTask.CompletedTask;
    }
}
