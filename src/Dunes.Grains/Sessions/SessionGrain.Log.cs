using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Sessions;

internal sealed partial class SessionGrain
{
    [LoggerMessage(Level = LogLevel.Critical, Message = "What is stored of context {ContextId} does not verify.")]
    private partial void LogTampered(Exception exception, string contextId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Context {ContextId} could not be loaded.")]
    private partial void LogNotLoaded(Exception exception, string contextId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Context {ContextId} could not be written; its calls end and it is read anew.")]
    private partial void LogAbandoned(Exception exception, string contextId);

    [LoggerMessage(Level = LogLevel.Error, Message = "A call of context {ContextId} failed unexpectedly.")]
    private partial void LogCallFailed(Exception exception, string contextId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server stream of context {ContextId} ended.")]
    private partial void LogListenFailed(Exception exception, string contextId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The upstream of context {ContextId} could not be told that it has ended.")]
    private partial void LogHangUpFailed(Exception exception, string contextId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit trail could not be told that context {ContextId} does not verify.")]
    private partial void LogNotReported(Exception exception, string contextId);
}
