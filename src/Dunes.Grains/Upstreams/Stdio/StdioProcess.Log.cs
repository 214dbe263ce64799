using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Upstreams.Stdio;

internal sealed partial class StdioProcess
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Started the process {Pid} of upstream {Upstream}.")]
    private static partial void LogStarted(ILogger logger, string upstream, int pid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The command of upstream {Upstream} could not be started.")]
    private static partial void LogNotStarted(ILogger logger, Exception exception, string upstream);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Upstream} says: {Line}")]
    private partial void LogError(string upstream, string line);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The standard error of upstream {Upstream} ended early.")]
    private partial void LogErrorsLost(Exception exception, string upstream);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A process of upstream {Upstream} did not end by itself and was killed.")]
    private partial void LogKilled(string upstream);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A process of upstream {Upstream} could not be killed.")]
    private partial void LogNotKilled(Exception exception, string upstream);
}
