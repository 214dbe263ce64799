using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Sessions;
using Dunes.Storage.Audit;

namespace Dunes.Grains.Sessions.Records;

/// <summary>Writes what a verification found: open findings, which a clean verification closes, and one security event for a faulty one.</summary>
internal sealed class FaultReporter(IFindingStore findings, ISecurityEvents events, TimeProvider time)
{
    private const string Source = "contexts.verify";

    /// <summary>Findings and event are durable when this returns. <paramref name="scope"/> is the context, or <c>across/</c> and the tenant.</summary>
    public async Task ReportAsync(string scope, VerificationReport report, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // One finding for each kind of fault and entry: the same fault found twice is one finding.
        var open = report.Faults
            .Select(f => new Finding($"{Source}/{f.Context ?? scope}/{f.Code}/{f.Seq?.ToString() ?? f.Detail}", (int)Severity.Critical, f.Detail, Source, now))
            .DistinctBy(f => f.Fingerprint)
            .ToList();
        await findings.ReplaceOpenAsync($"{Source}/{scope}", open, now, cancellationToken);
        if (report.Sound)
            return;
        await events.RecordDurablyAsync(new SecurityEvent
        {
            Type = SecurityEventType.TamperDetected,
            Time = now,
            Success = false,
            StatusCode = report.Faults[0].Code,
            StatusDetail = $"{report.Faults.Count} faults; the first: {report.Faults[0].Detail}",
            ResourceType = "context",
            ResourceId = scope,
            ContextId = report.Context,
            Operation = Source,
        });
    }
}
