using Dunes.Storage.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Dunes.Grains.State;

internal static class SealedStateServiceCollectionExtensions
{
    /// <summary>Puts the seal above the database's grain storage: by name, and for grains that name none.</summary>
    public static IServiceCollection AddSealedState(this IServiceCollection services)
    {
        services.AddOptions<AdoNetGrainStorageOptions>(DunesStorageHostingExtensions.RawGrainStorage)
            .Configure(options => options.GrainStorageSerializer = new SealedStateSerializer());
        return services
            .AddSingleton<StateResealer>()
            .AddGrainStorage(SealedGrainStorage.Name, Create)
            .AddGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (provider, _) => (SealedGrainStorage)provider.GetRequiredKeyedService<IGrainStorage>(SealedGrainStorage.Name));
    }

    private static SealedGrainStorage Create(IServiceProvider provider, string name) =>
        ActivatorUtilities.CreateInstance<SealedGrainStorage>(provider, provider.GetRequiredKeyedService<IGrainStorage>(DunesStorageHostingExtensions.RawGrainStorage));
}
