using Dunes.Gateway.Api.Keys.Kem;
using Dunes.Gateway.Api.Keys.Mac;
using Dunes.Gateway.Api.Keys.Manage;
using Dunes.Gateway.Api.Keys.Seal;
using Dunes.Gateway.Api.Keys.Sign;
using Dunes.Gateway.Api.Keys.Transfer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Gateway.Api.Keys;

/// <summary><c>/v1/keys</c> and <c>/v1/random</c>. Any caller gets to a key's grain; there its roles and grants decide.</summary>
internal static class KeysApi
{
    public static IServiceCollection AddKeysApi(this IServiceCollection services) => services
        .AddSingleton<TenantKeys>()
        .AddSingleton<KeyManagementApi>().AddSingleton<KeyStateApi>().AddSingleton<ReencryptionApi>().AddSingleton<SystemKeysApi>()
        .AddSingleton<SigningApi>().AddSingleton<SealingApi>().AddSingleton<DataKeysApi>().AddSingleton<KemApi>().AddSingleton<MacApi>()
        .AddSingleton<TransferApi>();

    public static void MapKeysApi(this IEndpointRouteBuilder v1)
    {
        var services = v1.ServiceProvider;
        var keys = v1.MapGroup("/keys").WithTags("Keys");
        services.GetRequiredService<SystemKeysApi>().Map(Unstored(keys.MapGroup("/system")));

        var tenant = Unstored(keys.MapGroup("").RequireAuthorization(ApiPolicies.Authenticated));
        services.GetRequiredService<KeyManagementApi>().Map(tenant);
        services.GetRequiredService<KeyStateApi>().Map(tenant);
        services.GetRequiredService<ReencryptionApi>().Map(tenant);
        services.GetRequiredService<SigningApi>().Map(tenant);
        services.GetRequiredService<SealingApi>().Map(tenant);
        services.GetRequiredService<DataKeysApi>().Map(tenant);
        services.GetRequiredService<KemApi>().Map(tenant);
        services.GetRequiredService<MacApi>().Map(tenant);
        services.GetRequiredService<TransferApi>().Map(tenant);

        RandomApi.Map(Unstored(v1.MapGroup("/random").WithTags("Random").RequireAuthorization(ApiPolicies.Authenticated)));
    }

    /// <summary>Answers hold secrets, or rights of this moment: nobody on the way keeps them (RFC 9111, 5.2.2.5).</summary>
    private static RouteGroupBuilder Unstored(RouteGroupBuilder group) => group.AddEndpointFilter((context, next) =>
    {
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(context);
    });
}
