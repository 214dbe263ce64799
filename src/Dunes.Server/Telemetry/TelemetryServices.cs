using Dunes.Abstractions.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Dunes.Server.Telemetry;

/// <summary>Metrics, traces and logs for OpenTelemetry: what is not exported is not collected.</summary>
internal static class TelemetryServices
{
    private static readonly string[] Meters =
    [
        DunesMetrics.Name,
        "Microsoft.Orleans",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Runtime",
    ];

    /// <summary>Adds the exporters that are asked for.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="otlp">What goes to a collector.</param>
    /// <param name="prometheus">The page <c>/metrics</c> is served.</param>
    public static void AddDunesTelemetry(this IServiceCollection services, OtlpTargets otlp, bool prometheus)
    {
        if (otlp == default && !prometheus)
            return;

        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource
            .AddService("dunes", serviceVersion: typeof(TelemetryServices).Assembly.GetName().Version?.ToString(3)));
        if (otlp.Metrics || prometheus)
        {
            telemetry.WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters);
                if (prometheus)
                    metrics.AddPrometheusExporter();
                if (otlp.Metrics)
                    metrics.AddOtlpExporter();
            });
        }

        if (otlp.Traces)
        {
            telemetry.WithTracing(traces => traces
                .AddSource(DunesMetrics.Name, "Microsoft.Orleans.*")
                .AddAspNetCoreInstrumentation()
                .AddOtlpExporter());
        }

        if (otlp.Logs)
            services.AddLogging(logging => logging.AddOpenTelemetry(records => records.AddOtlpExporter()));
    }
}
