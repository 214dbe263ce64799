using Microsoft.Extensions.Logging;

namespace Dunes.Storage.Sessions;

internal sealed partial class SessionJournal
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A batch of {Entries} journal entries failed; it is unknown whether it was written")]
    private static partial void LogBatchFailed(ILogger logger, Exception exception, int entries);
}
