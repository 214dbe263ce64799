using Dunes.Abstractions.Keys;
using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Keys.Use;

/// <summary>Takes the pushes of changes for this silo's <see cref="KeyCache"/>. Calls interleave, as in all grain services: a key that is slow to drain holds up no other.</summary>
internal sealed class KeyCacheService(GrainId id, Silo silo, ILoggerFactory loggers, KeyCache cache) : GrainService(id, silo, loggers), IKeyCacheService
{
    /// <summary>Acknowledges when no use of a record older than <paramref name="epoch"/> is left on this silo.</summary>
    public Task InvalidateAsync(KeyName name, long epoch) => cache.InvalidateAsync(name, epoch);
}
