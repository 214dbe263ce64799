using Microsoft.Extensions.Logging;

namespace Dunes.Gateway.Api;

internal sealed partial class ApiErrors
{
    [LoggerMessage(Level = LogLevel.Error, Message = "An API request failed with an unforeseen error")]
    private partial void Failed(Exception exception);
}
