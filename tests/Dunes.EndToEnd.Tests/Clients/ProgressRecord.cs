using System.Collections.Concurrent;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Dunes.EndToEnd.Tests.Clients;

/// <summary>Progress in the order it arrives. <see cref="Progress{T}"/> would hand it on later, in any order.</summary>
/// <param name="expected">How much is to come.</param>
internal sealed class ProgressRecord(int expected) : IProgress<ProgressNotificationValue>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<ProgressNotificationValue> values = [];
    private readonly TaskCompletionSource complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Report(ProgressNotificationValue value)
    {
        values.Enqueue(value);
        if (values.Count >= expected)
            complete.TrySetResult();
    }

    /// <summary>Takes a notification as it came.</summary>
    public ValueTask TakeAsync(JsonRpcNotification notification, CancellationToken cancellationToken)
    {
        Report(notification.Params.Deserialize<ProgressNotificationParams>(McpJsonUtilities.DefaultOptions)!.Progress);
        return ValueTask.CompletedTask;
    }

    public IReadOnlyList<ProgressNotificationValue> Snapshot() => [.. values];

    /// <summary>All that is to come, or what has come within a minute.</summary>
    public async Task<IReadOnlyList<ProgressNotificationValue>> AllAsync(CancellationToken cancellationToken)
    {
        try
        {
            await complete.Task.WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Whoever compares will say what is missing.
        }

        return Snapshot();
    }
}
