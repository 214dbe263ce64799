using Dunes.Abstractions.Keys;
using Orleans.Services;

namespace Dunes.Grains.Keys;

/// <summary>How <see cref="KeyGrain"/> tells a silo that a key has changed; one on every silo.</summary>
[Alias("dunes.IKeyCacheService")]
internal interface IKeyCacheService : IGrainService
{
    /// <summary>The key has changed, to <paramref name="epoch"/>. Returns when this silo does nothing any more on what the key was before.</summary>
    [Alias("Invalidate")]
    Task InvalidateAsync(KeyName name, long epoch);
}
