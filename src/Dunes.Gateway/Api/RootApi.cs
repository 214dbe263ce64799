using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Api;

/// <summary><c>/v1/root</c>: the cluster root key, what wraps it, and the sealing anew of all that it has sealed.</summary>
internal sealed class RootApi(IClusterClient cluster)
{
    private const int LongestProvider = 64;
    private const int MostItemsPerSecond = 1_000_000;

    public void Map(IEndpointRouteBuilder v1)
    {
        var root = v1.MapGroup("/root");
        root.MapGet("/", (Delegate)StatusAsync).RequireAuthorization(ApiPolicies.Inspect);
        root.MapPost("/rotate", (Delegate)RotateAsync).RequireAuthorization(ApiPolicies.Operate);
        root.MapPost("/rewrap", (Delegate)RewrapAsync).RequireAuthorization(ApiPolicies.Operate);
        root.MapPut("/providers/{id}", AddProviderAsync).RequireAuthorization(ApiPolicies.Operate);
        root.MapDelete("/providers/{id}", RemoveProviderAsync).RequireAuthorization(ApiPolicies.Operate);
        root.MapDelete("/versions/{version:int}", DestroyAsync).RequireAuthorization(ApiPolicies.Operate);
        root.MapPost("/reencrypt", (Delegate)ReencryptAsync).RequireAuthorization(ApiPolicies.Operate);
        root.MapGet("/reencrypt", (Delegate)ReencryptionAsync).RequireAuthorization(ApiPolicies.Inspect);
    }

    private async Task<IResult> StatusAsync(HttpContext http) => ApiJson.Ok(await Root.GetStatusAsync(Caller(http)));

    private async Task<IResult> RotateAsync(HttpContext http) =>
        ApiJson.Ok(await Root.RotateAsync(Caller(http), await BodyNumber.ReadAsync(http, "expectedVersion", 1, int.MaxValue) ?? throw BodyNumber.Error("expectedVersion", 1, int.MaxValue)));

    private async Task<IResult> RewrapAsync(HttpContext http) => ApiJson.Ok(await Root.RewrapAsync(Caller(http)));

    private async Task<IResult> AddProviderAsync(HttpContext http, string id) => ApiJson.Ok(await Root.AddProviderAsync(Caller(http), Provider(id)));

    private async Task<IResult> RemoveProviderAsync(HttpContext http, string id) => ApiJson.Ok(await Root.RemoveProviderAsync(Caller(http), Provider(id)));

    private async Task<IResult> DestroyAsync(HttpContext http, int version) => ApiJson.Ok(await Root.DestroyAsync(Caller(http), version));

    private async Task<IResult> ReencryptAsync(HttpContext http) =>
        ApiJson.Ok(await Reencryption.StartAsync(Caller(http), await BodyNumber.ReadAsync(http, "itemsPerSecond", 1, MostItemsPerSecond)));

    private async Task<IResult> ReencryptionAsync(HttpContext http) => ApiJson.Ok(await Reencryption.GetStatusAsync(Caller(http)));

    private IRootKeyGrain Root => cluster.GetGrain<IRootKeyGrain>(0);

    private IReencryptionGrain Reencryption => cluster.GetGrain<IReencryptionGrain>(IReencryptionGrain.RootKey);

    private static string Provider(string id) => id.Length <= LongestProvider && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        ? id
        : throw new DunesException("DUNES-ROOT-011", ErrorKind.NotFound, "There is no such KEK provider.");

    private static Principal Caller(HttpContext http) => http.Features.Get<Principal>()!;
}
