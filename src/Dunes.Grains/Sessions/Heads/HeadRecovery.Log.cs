using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Sessions.Heads;

internal sealed partial class HeadRecovery
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} contexts had entries without a signed head; they were checked and are signed now.")]
    private partial void LogRecovered(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Context {ContextId} has unsigned entries that could not be checked; they stay unsigned.")]
    private partial void LogContextFailed(Exception exception, string contextId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for unsigned heads failed; the next start or silo change looks again.")]
    private partial void LogFailed(Exception exception);
}
