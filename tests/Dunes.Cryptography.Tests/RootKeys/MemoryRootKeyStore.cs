using System.Collections.Concurrent;
using Dunes.Cryptography.RootKeys;

namespace Dunes.Cryptography.Tests.RootKeys;

internal sealed class MemoryRootKeyStore : IRootKeyStore
{
    public ConcurrentDictionary<int, RootKeyRecord> Records { get; } = new();

    /// <summary>Lets readers of the empty store meet before any may write.</summary>
    public Func<Task> AfterRead { get; set; } = () => Task.CompletedTask;

    public async Task<IReadOnlyList<RootKeyRecord>> ReadAsync(CancellationToken cancellationToken)
    {
        var records = Records.Values.ToList();
        await AfterRead();
        return records;
    }

    public Task<bool> TryAddAsync(RootKeyRecord record, CancellationToken cancellationToken) => Task.FromResult(Records.TryAdd(record.Version, record));
}
