using Dunes.Grains.Keys.Reencryption;
using Dunes.Grains.Keys.Transfer;
using Dunes.Grains.Keys.Use;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dunes.Grains.Keys;

internal static class KeyServiceCollectionExtensions
{
    /// <summary>What the key grains need; they themselves are found by Orleans.</summary>
    public static IServiceCollection AddKeys(this IServiceCollection services)
    {
        services.AddOptions<KeyOptions>().ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<KeyOptions>, KeyOptionsValidator>()
            .AddSingleton<KeyMaterial>()
            .AddSingleton<KeyCacheClient>()
            .AddSingleton<KeyBackupSealing>()
            .AddSingleton<KeyGrainServices>()
            .AddSingleton<ReencryptionServices>()
            .AddKeyUse();
    }
}
