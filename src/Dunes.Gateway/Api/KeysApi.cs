using System.Text.Json;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Api;

/// <summary><c>/v1/keys</c>: the keys of the caller's tenant, and the cluster's own as far as they are public.</summary>
internal sealed class KeysApi(IClusterClient cluster)
{
    public void Map(IEndpointRouteBuilder v1)
    {
        var keys = v1.MapGroup("/keys");
        keys.MapGet("/{name}", DescribeAsync).RequireAuthorization(ApiPolicies.Inspect);
        keys.MapGet("/system/{name}", DescribeSystemAsync).RequireAuthorization(ApiPolicies.Inspect);
        keys.MapPost("/{name}/rotate", RotateAsync).RequireAuthorization(ApiPolicies.Operate);
    }

    private async Task<IResult> DescribeAsync(HttpContext http, string name) =>
        ApiJson.Ok(await Key(Caller(http).Tenant, name).DescribeAsync());

    private async Task<IResult> DescribeSystemAsync(string name) =>
        ApiJson.Ok(await Key(KeyName.SystemTenant, name).DescribeAsync());

    private async Task<IResult> RotateAsync(HttpContext http, string name)
    {
        var key = Key(Caller(http).Tenant, name);
        return ApiJson.Ok(await key.RotateAsync(await ReadExpectedVersionAsync(http)));
    }

    /// <summary>Reads <c>{"expectedVersion": n}</c>: without it a repeated request would rotate twice.</summary>
    private static async Task<int> ReadExpectedVersionAsync(HttpContext http)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, new JsonDocumentOptions { MaxDepth = 4 }, http.RequestAborted);
            if (body.RootElement.ValueKind == JsonValueKind.Object
                && body.RootElement.TryGetProperty("expectedVersion", out var value)
                && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var version) && version > 0)
                return version;
        }
        catch (JsonException)
        {
            // Said below.
        }
        throw new DunesException("DUNES-API-002", ErrorKind.Invalid, "The body is {\"expectedVersion\": n}, n being the key's current version.");
    }

    private IKeyGrain Key(string tenant, string name)
    {
        if (!KeyName.IsPart(name))
            throw new DunesException("DUNES-KEY-001", ErrorKind.Invalid, "A key's name is 1 to 64 of A-Z a-z 0-9 . _ -");
        return cluster.GetGrain<IKeyGrain>(new KeyName(tenant, name).ToString());
    }

    private static Principal Caller(HttpContext http) => http.Features.Get<Principal>()!;
}
