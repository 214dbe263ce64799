using Orleans.Concurrency;

namespace Dunes.Abstractions.Audit;

/// <summary>One shard of the audit trail: batches events into <c>security_logs</c> and aggregates them for metrics. Its key is the shard's number.</summary>
[Alias("dunes.IAuditGrain")]
public interface IAuditGrain : IGrainWithIntegerKey
{
    /// <summary>Stores events; they MUST be durable when this returns. An event id that is stored already is not stored again, so a call may be repeated.</summary>
    [Alias("Append"), AlwaysInterleave]
    Task AppendAsync(IReadOnlyList<SecurityEvent> events);
}
