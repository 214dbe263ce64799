using Dunes.Abstractions.Keys;
using Orleans.Runtime.Services;

namespace Dunes.Grains.Keys;

/// <summary>Reaches the <see cref="IKeyCacheService"/> of a given silo.</summary>
internal sealed class KeyCacheClient(IServiceProvider services) : GrainServiceClient<IKeyCacheService>(services)
{
    /// <summary>See <see cref="IKeyCacheService.InvalidateAsync"/>.</summary>
    public Task InvalidateAsync(SiloAddress silo, KeyName name, long epoch) => GetGrainService(silo).InvalidateAsync(name, epoch);
}
