using Dunes.Abstractions.Keys;
using Dunes.Gateway.Api.Keys.Manage;
using Dunes.Gateway.Api.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Api.Keys.Transfer;

/// <summary>Keys that come and go: export, import, backup, restore. Never in plain.</summary>
internal sealed class TransferApi(TenantKeys keys)
{
    // Ten thousand versions fit; and a grain call carries at most 100 MiB.
    private const long LargestBackup = 96 * 1024 * 1024;

    public void Map(IEndpointRouteBuilder tenant)
    {
        tenant.MapPost("/{name}/export", ExportAsync).WithName("exportKey").WithSummary("Export a version, wrapped to an ML-KEM-1024 public key")
            .WithDescription("Needs the right `export`, and a key that was created `exportable`.")
            .Takes<ExportKeyRequest>().Answers<ExportedKey>();
        tenant.MapPost("/{name}/import", ImportAsync).WithName("importKey").WithSummary("Create a key from a wrapped secret")
            .WithDescription("Needs the right `manage`, and `decrypt` on the wrapping key.")
            .Takes<ImportKeyRequest>().Answers<KeyInfo>(StatusCodes.Status201Created);
        tenant.MapPost("/{name}/backup", BackupAsync).WithName("backUpKey").WithSummary("Take an encrypted backup of a key")
            .WithDescription("Needs the right `backup`.")
            .Answers<KeyBackup>();
        tenant.MapPost("/{name}/restore", RestoreAsync).WithName("restoreKey").WithSummary("Make the key of a backup again, under this name")
            .WithDescription("Needs the right `backup`. The body may have 96 MiB.")
            .Takes<RestoreKeyRequest>().Answers<KeyInfo>(StatusCodes.Status201Created);
    }

    private async Task<IResult> ExportAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadAsync<ExportKeyRequest>(http);
        var wrapped = await keys.Key(http, name).ExportAsync(TenantKeys.CallerOf(http), request.Version, request.RecipientPublicKey);
        return ApiJson.Ok(new ExportedKey(MessageText.Encode(wrapped)!));
    }

    private async Task<IResult> ImportAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadAsync<ImportKeyRequest>(http);
        var key = await keys.Key(http, name).ImportAsync(
            TenantKeys.CallerOf(http), request.ToSpec(), request.WrappingKey, MessageText.Decode(request.Wrapped));
        return ApiJson.Created(http, KeyManagementApi.PathOf(name), key);
    }

    private async Task<IResult> BackupAsync(HttpContext http, string name) =>
        ApiJson.Ok(new KeyBackup(await keys.Key(http, name).BackupAsync(TenantKeys.CallerOf(http))));

    private async Task<IResult> RestoreAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadAsync<RestoreKeyRequest>(http, LargestBackup);
        return ApiJson.Created(http, KeyManagementApi.PathOf(name), await keys.Key(http, name).RestoreAsync(TenantKeys.CallerOf(http), request.Backup));
    }
}
