using Microsoft.Extensions.Logging;

namespace Dunes.Grains.RootKeys;

internal sealed partial class RootKeyService
{
    [LoggerMessage(1, LogLevel.Warning, "Made the key encryption key {KekFile}. A key in a file protects one machine; back it up, for without it nothing that is stored opens")]
    private static partial void LogKekCreated(ILogger logger, string kekFile);

    [LoggerMessage(2, LogLevel.Information, "The cluster root key is open, version {Version}")]
    private static partial void LogLoaded(ILogger logger, int version);

    [LoggerMessage(3, LogLevel.Critical, "The cluster is sealed: whatever needs keys answers DUNES-ROOT-001 until a KEK provider opens the root key. {Reason}")]
    private static partial void LogSealed(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Information, "KEK provider {Provider} works")]
    private static partial void LogWorking(ILogger logger, string provider);

    [LoggerMessage(5, LogLevel.Warning, "KEK provider {Provider} does not work: {Failure}")]
    private static partial void LogNotWorking(ILogger logger, string provider, string failure);

    [LoggerMessage(6, LogLevel.Warning, "KEK provider {Provider} works, but has not wrapped the newest version of the root key and could not open it alone: dunes keys root add-provider {Provider}")]
    private static partial void LogNotWrapped(ILogger logger, string provider);

    [LoggerMessage(7, LogLevel.Warning, "The stored versions of the cluster root key could not be taken over; what is open stays open")]
    private static partial void LogRefreshFailed(ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "The key encryption key {KekFile} could not be made: {Reason}")]
    private static partial void LogKekNotCreated(ILogger logger, string kekFile, string reason);
}
