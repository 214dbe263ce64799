using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Gateway.Api.Keys.Manage;
using Dunes.Gateway.Api.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Api;

/// <summary><c>/v1/root</c>: the cluster root key, what wraps it, and the sealing anew of all that it has sealed.</summary>
internal sealed class RootApi(IClusterClient cluster)
{
    private const int LongestProvider = 64;

    private IRootKeyGrain Root => cluster.GetGrain<IRootKeyGrain>(0);

    private IReencryptionGrain Reencryption => cluster.GetGrain<IReencryptionGrain>(IReencryptionGrain.RootKey);

    public void Map(IEndpointRouteBuilder v1)
    {
        var root = v1.MapGroup("/root").WithTags("Root key");
        root.MapGet("/", (Delegate)StatusAsync).RequireAuthorization(ApiPolicies.Inspect).WithName("getRootKey")
            .WithSummary("Show the cluster root key, its versions and its KEK providers").WithDescription("Roles: operator, auditor, admin. Calls every provider.")
            .Answers<RootKeyStatus>();
        root.MapPost("/rotate", (Delegate)RotateAsync).RequireAuthorization(ApiPolicies.Operate).WithName("rotateRootKey")
            .WithSummary("Add a version to the cluster root key")
            .WithDescription("Roles: operator, admin. It seals half a minute later, when every silo has it. 409 unless the newest version is the expected one.")
            .Takes<RotateKeyRequest>().Answers<RootKeyStatus>();
        root.MapPost("/rewrap", (Delegate)RewrapAsync).RequireAuthorization(ApiPolicies.Operate).WithName("rewrapRootKey")
            .WithSummary("Wrap the cluster root key anew by every KEK provider that works").WithDescription("Roles: operator, admin. After a KEK has changed.")
            .Answers<RootKeyStatus>();
        root.MapPut("/providers/{id}", AddProviderAsync).RequireAuthorization(ApiPolicies.Operate).WithName("addKekProvider")
            .WithSummary("Wrap the cluster root key by one more KEK provider").WithDescription("Roles: operator, admin. 404 when it is not configured.")
            .Answers<RootKeyStatus>();
        root.MapDelete("/providers/{id}", RemoveProviderAsync).RequireAuthorization(ApiPolicies.Operate).WithName("removeKekProvider")
            .WithSummary("Forget the wraps of a KEK provider")
            .WithDescription("Roles: operator, admin. 409 unless another provider that works has wrapped every version.")
            .Answers<RootKeyStatus>();
        root.MapDelete("/versions/{version:int}", DestroyAsync).RequireAuthorization(ApiPolicies.Operate).WithName("destroyRootKeyVersion")
            .WithSummary("Destroy an old version of the cluster root key for ever")
            .WithDescription("Roles: operator, admin. 409 while anything is sealed under it: re-encrypt first.")
            .Answers<RootKeyStatus>();
        root.MapPost("/reencrypt", (Delegate)ReencryptAsync).RequireAuthorization(ApiPolicies.Operate).WithName("startRootReencryption")
            .WithSummary("Seal anew what the cluster stores under older versions of its root key")
            .WithDescription("Roles: operator, admin. One run at a time: the one that is going on is answered. The body may be left out.")
            .TakesOptional<ReencryptRequest>().Answers<ReencryptionStatus>(StatusCodes.Status202Accepted);
        root.MapGet("/reencrypt", (Delegate)GetReencryptionAsync).RequireAuthorization(ApiPolicies.Inspect).WithName("getRootReencryption")
            .WithSummary("How far that is").WithDescription("Roles: operator, auditor, admin. 404 when there was none.")
            .Answers<ReencryptionStatus>();
    }

    private async Task<IResult> StatusAsync(HttpContext http) => ApiJson.Ok(await Root.GetStatusAsync(CallerOf(http)));

    private async Task<IResult> RotateAsync(HttpContext http) =>
        ApiJson.Ok(await Root.RotateAsync(CallerOf(http), (await ApiBody.ReadAsync<RotateKeyRequest>(http)).ExpectedVersion));

    private async Task<IResult> RewrapAsync(HttpContext http) => ApiJson.Ok(await Root.RewrapAsync(CallerOf(http)));

    private async Task<IResult> AddProviderAsync(HttpContext http, string id) => ApiJson.Ok(await Root.AddProviderAsync(CallerOf(http), Provider(id)));

    private async Task<IResult> RemoveProviderAsync(HttpContext http, string id) => ApiJson.Ok(await Root.RemoveProviderAsync(CallerOf(http), Provider(id)));

    private async Task<IResult> DestroyAsync(HttpContext http, int version) => ApiJson.Ok(await Root.DestroyAsync(CallerOf(http), version));

    private async Task<IResult> ReencryptAsync(HttpContext http)
    {
        var request = await ApiBody.ReadOptionalAsync<ReencryptRequest>(http);
        return ApiJson.Accepted(http, "/v1/root/reencrypt", await Reencryption.StartAsync(CallerOf(http), request?.ItemsPerSecond));
    }

    private async Task<IResult> GetReencryptionAsync(HttpContext http) => ApiJson.Ok(await Reencryption.GetStatusAsync(CallerOf(http)));

    private static string Provider(string id) => id.Length <= LongestProvider && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        ? id
        : throw new DunesException("DUNES-ROOT-011", ErrorKind.NotFound, "There is no such KEK provider.");

    private static Principal CallerOf(HttpContext http) => http.Features.Get<Principal>()!;
}
