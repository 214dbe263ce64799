using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Grains.Keys.Use;

internal static class KeyUseServiceCollectionExtensions
{
    /// <summary>This silo's cache of keys, and what is done with them.</summary>
    public static IServiceCollection AddKeyUse(this IServiceCollection services) => services
        .AddSingleton<KeyLeasing>()
        .AddSingleton<KeyVersionOpener>()
        .AddSingleton<KeyUsageCounter>()
        .AddSingleton<KeyCache>()
        .AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<KeyCache>())
        .AddGrainService<KeyCacheService>()
        .AddSingleton<KeyUseEvents>()
        .AddSingleton<KeyAdmission>()
        .AddSingleton<SigningOperations>()
        .AddSingleton<KemMessages>()
        .AddSingleton<SealingOperations>()
        .AddSingleton<KemOperations>()
        .AddSingleton<MacOperations>();
}
