using Microsoft.Extensions.Logging;

namespace Dunes.Gateway.Health;

internal sealed partial class Readiness
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster did not answer the readiness probe")]
    private partial void NotReady(Exception exception);
}
