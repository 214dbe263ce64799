using Microsoft.Extensions.Logging;

namespace Dunes.Gateway.Identity;

internal sealed partial class IssuerKeys
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The token issuer's keys are not loaded yet (attempt {Attempt})")]
    private partial void NotLoaded(int attempt, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The cluster is sealed (DUNES-ROOT-001): requests that need a token are answered with 503 until it is not")]
    private partial void ClusterIsSealed();
}
