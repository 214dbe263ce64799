using Dunes.Server.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Logs;

namespace Dunes.Server.Hosting;

/// <summary>Logs go to standard error, so that standard output holds only what <c>serve</c> says to a person.</summary>
internal static class ServerLogging
{
    /// <summary>Levels unless <c>Logging:LogLevel</c> says otherwise: what the product says, and of everything else only warnings.</summary>
    public static readonly IReadOnlyDictionary<string, string?> DefaultLevels = new Dictionary<string, string?>
    {
        ["Logging:LogLevel:Default"] = "Warning",
        ["Logging:LogLevel:Dunes"] = "Information",

        // Warns once at every start, of the time since the machine was started.
        ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",
    };

    // Writes every token it makes at Trace. No setting brings that back: no rule is more specific than the whole name.
    private const string WritesTokens = "OpenIddict.Server.OpenIddictServerDispatcher";

    /// <summary>Replaces the default providers by the console.</summary>
    public static ILoggingBuilder AddServerConsole(this ILoggingBuilder logging, LoggingOptions options)
    {
        logging.ClearProviders();
        if (options.Json)
            logging.AddJsonConsole(json => json.UseUtcTimestamp = true);
        else
            logging.AddConsole(console => console.FormatterName = ConsoleLineFormatter.FormatterName)
                .AddConsoleFormatter<ConsoleLineFormatter, ConsoleFormatterOptions>();
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        return logging
            .AddFilter(WritesTokens, LogLevel.Warning)
            .AddFilter<ConsoleLoggerProvider>(WritesTokens, LogLevel.Warning)
            .AddFilter<OpenTelemetryLoggerProvider>(WritesTokens, LogLevel.Warning);
    }
}
