using Dunes.Abstractions.Keys;
using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Keys;

internal sealed partial class KeyDirectoryGrain
{
    [LoggerMessage(1, LogLevel.Error, "The key {Key} is left out of a list: its stored data does not verify")]
    private static partial void LogNotShown(ILogger logger, Exception exception, KeyName key);
}
