using Dunes.Storage.Keys;

namespace Dunes.Grains.Tests.Keys.Use;

/// <summary>Counts that outlive what is simulated to crash.</summary>
internal sealed class MemoryUsageStore : IKeyUsageStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<(Guid, int), KeyUsage> counts = [];

    public int Writes { get; private set; }

    public Task<KeyUsage> AddAsync(Guid keyId, int version, long operations, long bytes, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Writes++;
            var old = counts.GetValueOrDefault((keyId, version));
            return Task.FromResult(counts[(keyId, version)] = new(old.Operations + operations, old.Bytes + bytes));
        }
    }

    public Task<IReadOnlyDictionary<int, KeyUsage>> ReadAsync(Guid keyId, int from, int to, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyDictionary<int, KeyUsage>>(
                counts.Where(row => row.Key.Item1 == keyId && row.Key.Item2 >= from && row.Key.Item2 <= to).ToDictionary(row => row.Key.Item2, row => row.Value));
        }
    }
}
