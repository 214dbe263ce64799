using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dunes.Grains.RootKeys;

internal static class RootKeyServiceCollectionExtensions
{
    /// <summary>Opens the cluster root key before the first grain runs, or goes on trying.</summary>
    public static IServiceCollection AddRootKeys(this IServiceCollection services)
    {
        services.AddOptions<RootKeyOptions>().ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<RootKeyOptions>, RootKeyOptionsValidator>()
            .AddSingleton<KekProviders>()
            .AddSingleton<RootKeyService>()
            .AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<RootKeyService>());
    }
}
