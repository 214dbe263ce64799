using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Upstreams.Stdio;

internal sealed partial class StdioUpstreamConnection
{
    [LoggerMessage(Level = LogLevel.Information, Message = "A new process of upstream {Upstream} was given the initialize exchange of its predecessor.")]
    private partial void LogReplayed(string upstream);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The connection to a process of upstream {Upstream} broke.")]
    private partial void LogOutputLost(Exception exception, string upstream);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Upstream {Upstream} answered a call that is not in flight.")]
    private partial void LogUnclaimed(string upstream);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Upstream {Upstream} wrote a line that is no message.")]
    private partial void LogUnreadable(Exception exception, string upstream);
}
