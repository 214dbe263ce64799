using Dunes.Abstractions.Keys;
using Dunes.Gateway.Api.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Api.Keys.Manage;

/// <summary>Rotates, enables, disables and destroys. What is forbidden is so in the whole cluster when an endpoint answers.</summary>
internal sealed class KeyStateApi(TenantKeys keys)
{
    private const int DefaultDays = 7;
    private const int MostDays = 30;

    public void Map(IEndpointRouteBuilder tenant)
    {
        tenant.MapPost("/{name}/rotate", RotateAsync).WithName("rotateKey").WithSummary("Add a version now")
            .WithDescription("Needs the right `rotate`. 409 unless the current version is the expected one.")
            .Takes<RotateKeyRequest>().Answers<KeyInfo>();
        tenant.MapPost("/{name}/enable", EnableAsync).WithName("enableKey").WithSummary("Enable a key, or one version")
            .WithDescription("Needs the right `manage`. The body may be left out.")
            .TakesOptional<KeyVersionRequest>().Answers<KeyInfo>();
        tenant.MapPost("/{name}/disable", DisableAsync).WithName("disableKey").WithSummary("Disable a key, or one version")
            .WithDescription("Needs the right `manage`. When this has answered nothing in the cluster uses it any more. The body may be left out.")
            .TakesOptional<KeyVersionRequest>().Answers<KeyInfo>();
        tenant.MapDelete("/{name}", DeleteAsync).WithName("deleteKey").WithSummary("Schedule the destruction of a key, or of one version")
            .WithDescription("Needs the right `delete`. When this has answered nothing in the cluster uses it any more.")
            .WithQuery("days", "When, in days; 0 destroys it now, for ever.", 0, MostDays, DefaultDays)
            .WithQuery("version", "One version, which is not the current one. Default: all of the key.", 1, int.MaxValue)
            .Answers<KeyInfo>();
        tenant.MapPost("/{name}/undelete", UndeleteAsync).WithName("undeleteKey").WithSummary("Cancel a scheduled destruction")
            .WithDescription("Needs the right `delete`. What it was for is disabled then. The body may be left out.")
            .TakesOptional<KeyVersionRequest>().Answers<KeyInfo>();
        tenant.MapPost("/{name}/trim", TrimAsync).WithName("trimKey").WithSummary("Destroy old versions for ever")
            .WithDescription("Needs the right `delete`.")
            .Takes<TrimKeyRequest>().Answers<KeyInfo>();
    }

    private async Task<IResult> RotateAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadAsync<RotateKeyRequest>(http);
        return ApiJson.Ok(await keys.Key(http, name).RotateAsync(TenantKeys.CallerOf(http), request.ExpectedVersion));
    }

    private async Task<IResult> EnableAsync(HttpContext http, string name) =>
        ApiJson.Ok(await keys.Key(http, name).EnableAsync(TenantKeys.CallerOf(http), await ReadVersionAsync(http)));

    private async Task<IResult> DisableAsync(HttpContext http, string name) =>
        ApiJson.Ok(await keys.Key(http, name).DisableAsync(TenantKeys.CallerOf(http), await ReadVersionAsync(http)));

    private async Task<IResult> DeleteAsync(HttpContext http, string name)
    {
        var days = (int)(QueryNumber.Read(http.Request, "days", 0, MostDays) ?? DefaultDays);
        var version = (int?)QueryNumber.Read(http.Request, "version", 1, int.MaxValue);
        return ApiJson.Ok(await keys.Key(http, name).DeleteAsync(TenantKeys.CallerOf(http), version, days));
    }

    private async Task<IResult> UndeleteAsync(HttpContext http, string name) =>
        ApiJson.Ok(await keys.Key(http, name).UndeleteAsync(TenantKeys.CallerOf(http), await ReadVersionAsync(http)));

    private async Task<IResult> TrimAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadAsync<TrimKeyRequest>(http);
        return ApiJson.Ok(await keys.Key(http, name).TrimAsync(TenantKeys.CallerOf(http), request.MinAvailableVersion));
    }

    private static async ValueTask<int?> ReadVersionAsync(HttpContext http) => (await ApiBody.ReadOptionalAsync<KeyVersionRequest>(http))?.Version;
}
