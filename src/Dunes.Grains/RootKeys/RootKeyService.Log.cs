using Microsoft.Extensions.Logging;

namespace Dunes.Grains.RootKeys;

internal sealed partial class RootKeyService
{
    [LoggerMessage(1, LogLevel.Warning, "Made the key encryption key {KekFile}. A key in a file protects one machine; back it up, for without it nothing that is stored opens")]
    private static partial void LogKekCreated(ILogger logger, string kekFile);

    [LoggerMessage(2, LogLevel.Information, "The cluster root key is open, version {Version}")]
    private static partial void LogLoaded(ILogger logger, int version);
}
