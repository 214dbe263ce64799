using Dunes.Abstractions.Keys;
using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Keys;

internal sealed partial class KeyGrain
{
    [LoggerMessage(1, LogLevel.Information, "The key {Key} has a new version, {Version}")]
    private static partial void LogRotated(ILogger logger, KeyName key, int version);

    [LoggerMessage(2, LogLevel.Warning, "What was due for the key {Key} could not be done; its next use tries again")]
    private static partial void LogWakeFailed(ILogger logger, Exception exception, KeyName key);

    [LoggerMessage(3, LogLevel.Warning, "No reminder for the key {Key}: until there is one it is looked after only while it is used")]
    private static partial void LogReminderFailed(ILogger logger, Exception exception, KeyName key);

    [LoggerMessage(4, LogLevel.Information, "The key {Key} was changed and reported, but another activation has gone on from there")]
    private static partial void LogNotSettled(ILogger logger, Exception exception, KeyName key);

    [LoggerMessage(5, LogLevel.Warning, "The silo {Silo} did not say that it knows of the change of {Key}; its lease is waited out")]
    private static partial void LogNotTold(ILogger logger, Exception exception, SiloAddress silo, KeyName key);

    [LoggerMessage(6, LogLevel.Error, "The stored versions of the key {Key} cannot be reached")]
    private static partial void LogStoreFailed(ILogger logger, Exception exception, KeyName key);
}
