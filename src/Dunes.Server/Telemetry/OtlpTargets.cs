using Microsoft.Extensions.Configuration;

namespace Dunes.Server.Telemetry;

/// <summary>Which signals the standard OpenTelemetry variables send to a collector. Without a variable nothing is exported.</summary>
/// <param name="Metrics">Metrics are exported.</param>
/// <param name="Traces">Traces are exported.</param>
/// <param name="Logs">Logs are exported.</param>
internal readonly record struct OtlpTargets(bool Metrics, bool Traces, bool Logs)
{
    /// <summary>Reads <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, <c>OTEL_EXPORTER_OTLP_{METRICS,TRACES,LOGS}_ENDPOINT</c> and <c>OTEL_SDK_DISABLED</c>.</summary>
    public static OtlpTargets Read(IConfiguration configuration)
    {
        if (string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase))
            return default;
        var all = IsSet("OTEL_EXPORTER_OTLP_ENDPOINT");
        return new(
            all || IsSet("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"),
            all || IsSet("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"),
            all || IsSet("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"));

        bool IsSet(string variable) => !string.IsNullOrWhiteSpace(configuration[variable]);
    }
}
