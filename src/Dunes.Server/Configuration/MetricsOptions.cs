namespace Dunes.Server.Configuration;

/// <summary>Section <c>Dunes:Metrics</c>: the Prometheus page <c>/metrics</c>. OTLP follows the standard <c>OTEL_…</c> variables instead.</summary>
internal sealed class MetricsOptions
{
    /// <summary>Serve <c>/metrics</c>. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Ask for a token with the role operator, auditor or admin. Default false: anyone who reaches the port may read.</summary>
    public bool RequireToken { get; set; }
}
