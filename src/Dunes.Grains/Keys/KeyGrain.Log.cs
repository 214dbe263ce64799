using Dunes.Abstractions.Keys;
using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Keys;

internal sealed partial class KeyGrain
{
    [LoggerMessage(1, LogLevel.Information, "The key {Key} has a new version, {Version}")]
    private static partial void LogRotated(ILogger logger, KeyName key, int version);

    [LoggerMessage(2, LogLevel.Warning, "The key {Key} could not be rotated when it was due; its next use tries again")]
    private static partial void LogRotationFailed(ILogger logger, Exception exception, KeyName key);

    [LoggerMessage(3, LogLevel.Warning, "No reminder for the key {Key}: until there is one it rotates only while it is used")]
    private static partial void LogReminderFailed(ILogger logger, Exception exception, KeyName key);

    [LoggerMessage(4, LogLevel.Information, "The key {Key} was changed and reported, but another activation has gone on from there")]
    private static partial void LogNotSettled(ILogger logger, Exception exception, KeyName key);
}
