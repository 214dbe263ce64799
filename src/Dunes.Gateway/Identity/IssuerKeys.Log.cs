using Microsoft.Extensions.Logging;

namespace Dunes.Gateway.Identity;

internal sealed partial class IssuerKeys
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The token issuer's keys are not loaded yet (attempt {Attempt})")]
    private partial void NotLoaded(int attempt, Exception exception);
}
