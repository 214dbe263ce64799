using Dunes.Gateway.Api.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Api.Keys.Mac;

/// <summary>Message authentication: HMAC-SHA-512.</summary>
internal sealed class MacApi(TenantKeys keys)
{
    public void Map(IEndpointRouteBuilder tenant)
    {
        tenant.MapPost("/{name}/mac", MacAsync).WithName("mac").WithSummary("Authenticate a message, or many")
            .WithDescription("Needs the right `mac`.")
            .Takes<MacRequest>().AnswersOneOrMany<MacAnswer>();
        tenant.MapPost("/{name}/mac/verify", VerifyAsync).WithName("verifyMac").WithSummary("Check a code, or many")
            .WithDescription("Needs the right `verifyMac`. A code that is wrong is `valid: false`, not an error.")
            .Takes<VerifyMacRequest>().AnswersOneOrMany<Validity>();
    }

    private async Task<IResult> MacAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadAsync<MacRequest>(http);
        return await new KeyBatch<MacInput>(request, request.Items).BytesAsync(
            input => input.ToItem(),
            items => keys.Service(http, name).MacAsync(TenantKeys.CallerOf(http), items),
            (reference, result) => new MacAnswer { Reference = reference, Version = result.Version, Mac = result.Bytes, Error = ItemError.Of(result.Error) });
    }

    private async Task<IResult> VerifyAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadAsync<VerifyMacRequest>(http);
        return await new KeyBatch<VerifyMacInput>(request, request.Items).ValidityAsync(
            input => input.ToItem(), items => keys.Service(http, name).VerifyMacAsync(TenantKeys.CallerOf(http), items));
    }
}
