using Dunes.Abstractions.Keys;
using Dunes.Gateway.Api.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Api.Keys.Manage;

/// <summary>Creates, lists, shows and changes keys.</summary>
internal sealed class KeyManagementApi(TenantKeys keys)
{
    private const int DefaultPage = 50;
    private const int LongestPage = 100;
    private const int DefaultVersions = 100;
    private const int MostVersions = 1000;

    public void Map(IEndpointRouteBuilder tenant)
    {
        tenant.MapPost("/", (Delegate)CreateAsync).WithName("createKey").WithSummary("Create a key")
            .WithDescription("Needs the right `manage`. Its first version is durable when this answers. 409 when the name is or was taken.")
            .Takes<CreateKeyRequest>().Answers<KeyInfo>(StatusCodes.Status201Created);
        tenant.MapGet("/", (Delegate)ListAsync).WithName("listKeys").WithSummary("List the keys that the caller may describe")
            .WithDescription("By name. A page may be short, or empty, and yet not the last: go on until `nextCursor` is null.")
            .WithQuery("cursor", "The `nextCursor` of the page before.")
            .WithQuery("limit", "Most keys of the page.", 1, LongestPage, DefaultPage)
            .Answers<KeyPage>();
        tenant.MapGet("/{name}", DescribeAsync).WithName("getKey").WithSummary("Show a key")
            .WithDescription("Needs the right `describe`. It has no secrets.")
            .Answers<KeyInfo>();
        tenant.MapPatch("/{name}", UpdateAsync).WithName("updateKey").WithSummary("Change a key")
            .WithDescription("Needs the right `manage`, for grants `grant`. In force in the whole cluster when this answers.")
            .Takes<UpdateKeyRequest>().Answers<KeyInfo>();
        tenant.MapGet("/{name}/versions", ListVersionsAsync).WithName("listKeyVersions").WithSummary("List a key's versions")
            .WithDescription("Needs the right `describe`.")
            .WithQuery("from", "First version of the page.", 1, int.MaxValue, 1)
            .WithQuery("limit", "Most versions of the page.", 1, MostVersions, DefaultVersions)
            .Answers<KeyVersionPage>();
        tenant.MapGet("/{name}/versions/{version:int}", DescribeVersionAsync).WithName("getKeyVersion").WithSummary("Show one version of a key")
            .WithDescription("Needs the right `describe`.")
            .Answers<KeyVersionInfo>();
    }

    public static string PathOf(string name) => $"/v1/keys/{name}";

    private async Task<IResult> CreateAsync(HttpContext http)
    {
        var request = await ApiBody.ReadAsync<CreateKeyRequest>(http);
        var key = await keys.Key(http, request.Name).CreateAsync(TenantKeys.CallerOf(http), request.ToSpec());
        return ApiJson.Created(http, PathOf(key.Name), key);
    }

    private async Task<IResult> ListAsync(HttpContext http)
    {
        var limit = (int)(QueryNumber.Read(http.Request, "limit", 1, LongestPage) ?? DefaultPage);
        var cursor = http.Request.Query["cursor"] is { Count: > 0 } values ? values[0] : null;
        return ApiJson.Ok(await keys.Directory(http).ListAsync(TenantKeys.CallerOf(http), cursor, limit));
    }

    private async Task<IResult> DescribeAsync(HttpContext http, string name) =>
        ApiJson.Ok(await keys.Key(http, name).DescribeAsync(TenantKeys.CallerOf(http)));

    private async Task<IResult> UpdateAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadAsync<UpdateKeyRequest>(http);
        return ApiJson.Ok(await keys.Key(http, name).UpdateAsync(TenantKeys.CallerOf(http), request.ToUpdate()));
    }

    private async Task<IResult> ListVersionsAsync(HttpContext http, string name)
    {
        var from = (int)(QueryNumber.Read(http.Request, "from", 1, int.MaxValue) ?? 1);
        var limit = (int)(QueryNumber.Read(http.Request, "limit", 1, MostVersions) ?? DefaultVersions);
        var versions = await keys.Key(http, name).ListVersionsAsync(TenantKeys.CallerOf(http), from, limit);
        return ApiJson.Ok(new KeyVersionPage(versions, versions.Count == limit ? versions[^1].Version + 1 : null));
    }

    private async Task<IResult> DescribeVersionAsync(HttpContext http, string name, int version) =>
        ApiJson.Ok(await keys.Key(http, name).DescribeVersionAsync(TenantKeys.CallerOf(http), version));
}
