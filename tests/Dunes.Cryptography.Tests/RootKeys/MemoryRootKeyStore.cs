using System.Collections.Concurrent;
using Dunes.Cryptography.RootKeys;

namespace Dunes.Cryptography.Tests.RootKeys;

internal sealed class MemoryRootKeyStore : IRootKeyStore
{
    private readonly Lock gate = new();

    public ConcurrentDictionary<int, RootKeyRecord> Records { get; } = new();

    /// <summary>Lets readers of the empty store meet before any may write.</summary>
    public Func<Task> AfterRead { get; set; } = () => Task.CompletedTask;

    public async Task<IReadOnlyList<RootKeyRecord>> ReadAsync(CancellationToken cancellationToken)
    {
        var records = Records.Values.OrderBy(record => record.Version).ToList();
        await AfterRead();
        return records;
    }

    public Task<bool> TryReplaceAsync(IReadOnlyList<RootKeyRecord> expected, IReadOnlyList<RootKeyRecord> records, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!Records.Values.ToHashSet().SetEquals(expected))
                return Task.FromResult(false);
            Records.Clear();
            foreach (var record in records)
                Records[record.Version] = record;
            return Task.FromResult(true);
        }
    }
}
