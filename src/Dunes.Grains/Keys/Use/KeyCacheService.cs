using Dunes.Abstractions.Keys;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Dunes.Grains.Keys.Use;

/// <summary>Takes the pushes of changes for this silo's <see cref="KeyCache"/>. Reentrant: one key that is slow to drain must not hold up another.</summary>
[Reentrant]
internal sealed class KeyCacheService(GrainId id, Silo silo, ILoggerFactory loggers, KeyCache cache) : GrainService(id, silo, loggers), IKeyCacheService
{
    /// <summary>Acknowledges when no use of a record older than <paramref name="epoch"/> is left on this silo.</summary>
    public Task InvalidateAsync(KeyName name, long epoch) => cache.InvalidateAsync(name, epoch);
}
