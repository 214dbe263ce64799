using Microsoft.Extensions.Logging;

namespace Dunes.Abstractions.Audit;

public sealed partial class SecurityEventCollector
{
    [LoggerMessage(1, LogLevel.Warning, "{Count} security events are not stored yet; trying again in {Pause}")]
    private static partial void LogRetry(ILogger logger, Exception exception, int count, TimeSpan pause);

    [LoggerMessage(2, LogLevel.Error, "{Count} security events were lost when this process ended")]
    private static partial void LogLost(ILogger logger, long count);
}
