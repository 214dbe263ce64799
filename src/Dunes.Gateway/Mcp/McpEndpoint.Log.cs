using Microsoft.Extensions.Logging;

namespace Dunes.Gateway.Mcp;

internal sealed partial class McpEndpoint
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed with an unforeseen error")]
    private partial void Failed(Exception exception);
}
