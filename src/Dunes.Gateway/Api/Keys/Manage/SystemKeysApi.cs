using Dunes.Abstractions.Keys;
using Dunes.Gateway.Api.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Api.Keys.Manage;

/// <summary><c>/v1/keys/system/{name}</c>: the cluster's own keys, as far as they are public.</summary>
internal sealed class SystemKeysApi(TenantKeys keys)
{
    public void Map(IEndpointRouteBuilder system)
    {
        system.MapGet("/{name}", DescribeAsync).RequireAuthorization(ApiPolicies.Inspect).WithName("getSystemKey")
            .WithSummary("Show one of the cluster's own keys").WithDescription("Roles: operator, auditor, admin.")
            .Answers<KeyInfo>();
        system.MapPost("/{name}/rotate", RotateAsync).RequireAuthorization(ApiPolicies.Operate).WithName("rotateSystemKey")
            .WithSummary("Add a version to one of the cluster's own keys").WithDescription("Roles: operator, admin. 409 unless the current version is the expected one.")
            .Takes<RotateKeyRequest>().Answers<KeyInfo>();
    }

    private async Task<IResult> DescribeAsync(HttpContext http, string name) =>
        ApiJson.Ok(await keys.SystemKey(name).DescribeAsync(TenantKeys.CallerOf(http)));

    private async Task<IResult> RotateAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadAsync<RotateKeyRequest>(http);
        return ApiJson.Ok(await keys.SystemKey(name).RotateAsync(TenantKeys.CallerOf(http), request.ExpectedVersion));
    }
}
