using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Dunes.Abstractions.Telemetry;

/// <summary>The meter and activity source <c>Dunes</c>. Attribute values come from closed sets only: never a key name, a context id or a subject.</summary>
public static class DunesMetrics
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Dunes";

    private static readonly Meter Meter = new(Name);

    /// <summary>Spans of the data path.</summary>
    public static readonly ActivitySource Activities = new(Name);

    private static readonly Counter<long> SignatureVerifications =
        Meter.CreateCounter<long>("dunes.signature.verifications", "{verification}", "Signature verifications by algorithm and outcome");

    private static readonly Histogram<double> EncryptionDuration = Meter.CreateHistogram(
        "dunes.encryption.duration",
        "s",
        "Duration of sealing and opening",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5] });

    private static readonly Counter<long> AuthAttempts =
        Meter.CreateCounter<long>("dunes.auth.attempts", "{attempt}", "Authentications by method and outcome");

    private static readonly Counter<long> AuditEvents =
        Meter.CreateCounter<long>("dunes.audit.events", "{event}", "Stored security events by type and severity");

    private static readonly Histogram<double> AuditAppendDuration =
        Meter.CreateHistogram(
            "dunes.audit.append.duration",
            "s",
            "Time until a batch of security events is durable",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2] });

    private static readonly Counter<long> AuditEventsDropped =
        Meter.CreateCounter<long>("dunes.audit.events.dropped", "{event}", "Security events that did not fit the queue");

    private static readonly Histogram<double> CallDuration = Meter.CreateHistogram(
        "dunes.mcp.call.duration",
        "s",
        "Time from an MCP request's arrival to its answer",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 30] });

    private static long riskScore;

    static DunesMetrics() =>
        Meter.CreateObservableGauge("dunes.audit.risk_score", () => Interlocked.Read(ref riskScore), "1", "Open findings: critical × 10 + medium × 5");

    /// <summary>A signature was verified.</summary>
    public static void SignatureVerified(string algorithm, bool valid) =>
        SignatureVerifications.Add(1, new("algorithm", algorithm), new("outcome", valid ? "success" : "failure"));

    /// <summary>Something was sealed or opened; <paramref name="operation"/> is <c>seal</c> or <c>open</c>.</summary>
    public static void Encrypted(string algorithm, string operation, TimeSpan duration) =>
        EncryptionDuration.Record(duration.TotalSeconds, new("algorithm", algorithm), new("operation", operation));

    /// <summary>A caller was authenticated or refused; <paramref name="method"/> is <c>jwt</c> or <c>local</c>.</summary>
    public static void Authenticated(string method, bool success) =>
        AuthAttempts.Add(1, new("method", method), new("outcome", success ? "success" : "failure"));

    /// <summary>An event is durable.</summary>
    public static void EventStored(string eventType, int severity) =>
        AuditEvents.Add(1, new("event_type", eventType), new("severity", severity));

    /// <summary>A batch of events is durable.</summary>
    public static void EventsAppended(TimeSpan duration) => AuditAppendDuration.Record(duration.TotalSeconds);

    /// <summary>Events were lost because the queue was full.</summary>
    public static void EventsDropped(long count) => AuditEventsDropped.Add(count);

    /// <summary>An MCP request was answered; <paramref name="outcome"/> is <c>success</c>, <c>error</c> or <c>refused</c>.</summary>
    public static void CallAnswered(string outcome, TimeSpan duration) =>
        CallDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>The risk score as last computed from the open findings.</summary>
    public static void SetRiskScore(long score) => Interlocked.Exchange(ref riskScore, score);
}
