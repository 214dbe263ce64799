using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Upstreams.Http;

internal sealed partial class HttpUpstreamConnection
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The exchange with upstream {Upstream} failed.")]
    private partial void LogExchangeFailed(Exception exception, string upstream);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Upstream {Upstream} answered the end of a session with HTTP status {Status}.")]
    private partial void LogEnded(string upstream, int status);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Upstream {Upstream} could not be told that a session has ended.")]
    private partial void LogNotEnded(Exception exception, string upstream);
}
