using System.Threading.Channels;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dunes.Abstractions.Audit;

/// <summary>
/// Collects the security events of one process and sends them to one shard of the audit trail. Events of the queue are sent until they are stored, the
/// same ids each time, so that a repeated call stores nothing twice.
/// </summary>
public sealed partial class SecurityEventCollector(IGrainFactory grains, TimeProvider time, ILogger<SecurityEventCollector> logger)
    : ISecurityEvents, IHostedService, IDisposable
{
    /// <summary>How many events wait at most.</summary>
    public const int Capacity = 4096;

    /// <summary>How many events one call of <see cref="IAuditGrain"/> carries at most.</summary>
    public const int MaxBatch = 256;

    private const int Shards = 4;
    private static readonly TimeSpan DurableLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // Every batch is a commit, for which the calls that are recorded meanwhile have to wait: so events gather for a moment first.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    private readonly Channel<SecurityEvent> queue = Channel.CreateBounded<SecurityEvent>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly CancellationTokenSource stopping = new();

    // One shard a process: what its calls bring in together is stored together.
    private readonly int shard = Random.Shared.Next(Shards);
    private long dropped;
    private Task? sender;

    /// <inheritdoc/>
    public void Record(SecurityEvent securityEvent)
    {
        if (queue.Writer.TryWrite(securityEvent))
            return;
        Interlocked.Increment(ref dropped);
        DunesMetrics.EventsDropped(1);
    }

    /// <inheritdoc/>
    public async Task RecordDurablyAsync(SecurityEvent securityEvent)
    {
        using var limit = new CancellationTokenSource(DurableLimit, time);
        try
        {
            await StoreAsync([securityEvent], limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new DunesException("DUNES-AUDIT-001", ErrorKind.Unavailable, "The audit trail cannot be written, and this must not happen unaudited. Try again later.");
        }
    }

    /// <summary>Starts sending.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The queue belongs to the process, not to whichever grain or request happens to start it.
        sender = Task.Run(SendAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Sends what is queued, for at most five seconds; what is left then is counted and logged.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Writer.TryComplete();
        if (sender is null)
            return;
        try
        {
            await sender.WaitAsync(DrainLimit, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            await stopping.CancelAsync();
            await sender;
        }

        if (queue.Reader.Count + Interlocked.Read(ref dropped) is > 0 and var lost)
            LogLost(logger, lost);
    }

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private async Task SendAsync()
    {
        var batch = new List<SecurityEvent>(MaxBatch);
        try
        {
            while (await queue.Reader.WaitToReadAsync(stopping.Token))
            {
                if (queue.Reader.Count < MaxBatch)
                    await Task.Delay(Gathering, time, stopping.Token);
                while (batch.Count < MaxBatch - 1 && queue.Reader.TryRead(out var next))
                    batch.Add(next);
                AddDropReport(batch);
                await StoreAsync(batch, stopping.Token);
                batch.Clear();
            }

            AddDropReport(batch);
            await StoreAsync(batch, stopping.Token);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Add(ref dropped, batch.Count);
        }
    }

    private void AddDropReport(List<SecurityEvent> batch)
    {
        if (Interlocked.Exchange(ref dropped, 0) is > 0 and var count)
        {
            batch.Add(new SecurityEvent
            {
                Type = SecurityEventType.EventsDropped,
                Time = time.GetUtcNow(),
                Success = false,
                StatusCode = "DUNES-AUDIT-002",
                StatusDetail = $"{count} events did not fit the queue",
            });
        }
    }

    // Returns when the events are durable; gives up only when it is told to.
    private async Task StoreAsync(IReadOnlyList<SecurityEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
            return;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                // The grain may keep the list while this goes on, so it is given a copy.
                await grains.GetGrain<IAuditGrain>(shard).AppendAsync([.. events]).WaitAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogRetry(logger, e, events.Count, pause);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }
}
