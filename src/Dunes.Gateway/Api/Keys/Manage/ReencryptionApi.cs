using Dunes.Abstractions.Keys;
using Dunes.Gateway.Api.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Api.Keys.Manage;

/// <summary>Seals what the cluster itself stores under a key anew, under its newest version.</summary>
internal sealed class ReencryptionApi(TenantKeys keys)
{
    public void Map(IEndpointRouteBuilder tenant)
    {
        tenant.MapPost("/{name}/reencrypt", StartAsync).WithName("startReencryption").WithSummary("Re-encrypt what the cluster stores under a key")
            .WithDescription("Needs the right `manage`. One run at a time: the one that is going on is answered. The body may be left out.")
            .TakesOptional<ReencryptRequest>().Answers<ReencryptionStatus>(StatusCodes.Status202Accepted);
        tenant.MapGet("/{name}/reencrypt", GetAsync).WithName("getReencryption").WithSummary("How far the re-encryption is")
            .WithDescription("Needs the right `describe`. 404 when there was none.")
            .Answers<ReencryptionStatus>();
    }

    private async Task<IResult> StartAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadOptionalAsync<ReencryptRequest>(http);
        var status = await keys.Reencryption(http, name).StartAsync(TenantKeys.CallerOf(http), request?.ItemsPerSecond);
        return ApiJson.Accepted(http, $"{KeyManagementApi.PathOf(name)}/reencrypt", status);
    }

    private async Task<IResult> GetAsync(HttpContext http, string name) =>
        ApiJson.Ok(await keys.Reencryption(http, name).GetStatusAsync(TenantKeys.CallerOf(http)));
}
