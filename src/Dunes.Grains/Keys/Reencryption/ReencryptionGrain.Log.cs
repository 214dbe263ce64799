using Dunes.Abstractions.Keys;
using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Keys.Reencryption;

internal sealed partial class ReencryptionGrain
{
    [LoggerMessage(1, LogLevel.Warning, "Re-encryption under {Key} does not get on; it is tried again")]
    private static partial void LogHeldUp(ILogger logger, Exception exception, KeyName key);

    [LoggerMessage(2, LogLevel.Warning, "The reminder of the re-encryption under {Key} could not be set or removed")]
    private static partial void LogReminderFailed(ILogger logger, Exception exception, KeyName key);

    [LoggerMessage(3, LogLevel.Information, "Re-encryption under {Key} to version {Version} has ended: {Done} items done, {Failed} failed")]
    private static partial void LogEnded(ILogger logger, KeyName key, int version, long done, long failed);
}
