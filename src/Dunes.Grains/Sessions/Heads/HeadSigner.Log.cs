using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Sessions.Heads;

internal sealed partial class HeadSigner
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Signing the heads of contexts failed; they are signed in the next round.")]
    private partial void LogFailed(Exception exception);
}
