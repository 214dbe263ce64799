using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Audit;

internal sealed partial class RiskScoreMonitor
{
    [LoggerMessage(1, LogLevel.Warning, "The open findings could not be counted; the risk score is that of before")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
