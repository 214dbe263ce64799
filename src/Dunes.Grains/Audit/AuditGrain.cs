using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Telemetry;
using Dunes.Storage.Audit;

namespace Dunes.Grains.Audit;

/// <summary>
/// Group commit of security events: while one insert is on its way, the events that arrive meanwhile gather for the next.
/// Calls interleave, but only at awaits, so the queue needs no lock.
/// </summary>
internal sealed class AuditGrain(ISecurityLog log, TimeProvider time) : Grain, IAuditGrain
{
    private const int MaxRows = 256;

    private readonly Queue<Append> waiting = [];
    private bool inserting;

    public Task AppendAsync(IReadOnlyList<SecurityEvent> events)
    {
        // Here, so that an event that cannot be expressed fails its own call and nobody else's.
        var loggedAt = time.GetUtcNow();
        var append = new Append([.. events.Select(e => OcsfEvent.ToRow(e, loggedAt))]);
        waiting.Enqueue(append);
        if (!inserting)
            _ = InsertAsync();
        return append.Durable.Task;
    }

    // Never throws: every outcome goes to those who wait for it.
    private async Task InsertAsync()
    {
        inserting = true;
        while (waiting.Count > 0)
        {
            var group = TakeGroup();
            List<SecurityLogRow> rows = [.. group.SelectMany(append => append.Rows)];
            var start = time.GetTimestamp();
            try
            {
                await log.AppendAsync(rows, CancellationToken.None);
            }
            catch (Exception e)
            {
                group.ForEach(append => append.Durable.SetException(e));
                continue;
            }

            DunesMetrics.EventsAppended(time.GetElapsedTime(start));
            rows.ForEach(row => DunesMetrics.EventStored(row.EventType, row.SeverityId));
            group.ForEach(append => append.Durable.SetResult());
        }

        inserting = false;
    }

    // Whole calls only: a call's events become durable in one transaction. One that is larger than the limit goes alone.
    private List<Append> TakeGroup()
    {
        List<Append> group = [waiting.Dequeue()];
        var rows = group[0].Rows.Count;
        while (waiting.TryPeek(out var next) && (rows += next.Rows.Count) <= MaxRows)
            group.Add(waiting.Dequeue());
        return group;
    }

    private sealed record Append(IReadOnlyList<SecurityLogRow> Rows)
    {
        public TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
