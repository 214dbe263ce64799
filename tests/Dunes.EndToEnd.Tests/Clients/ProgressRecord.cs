using System.Collections.Concurrent;
using ModelContextProtocol;

namespace Dunes.EndToEnd.Tests.Clients;

/// <summary>Progress in the order it arrives. <see cref="Progress{T}"/> would hand it on later, in any order.</summary>
internal sealed class ProgressRecord : IProgress<ProgressNotificationValue>
{
    private readonly ConcurrentQueue<ProgressNotificationValue> values = [];

    public void Report(ProgressNotificationValue value) => values.Enqueue(value);

    public IReadOnlyList<ProgressNotificationValue> Snapshot() => [.. values];
}
