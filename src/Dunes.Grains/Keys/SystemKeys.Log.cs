using Dunes.Abstractions.Keys;
using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Keys;

internal sealed partial class SystemKeys
{
    [LoggerMessage(1, LogLevel.Information, "The key {Key} is not ready yet (attempt {Attempt})")]
    private static partial void LogRetry(ILogger logger, Exception exception, KeyName key, int attempt);
}
