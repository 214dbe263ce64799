using Microsoft.Extensions.Logging;

namespace Dunes.Gateway.Mcp;

internal sealed partial class McpResponder
{
    [LoggerMessage(Level = LogLevel.Error, Message = "An event stream ended with an unforeseen error")]
    private partial void StreamFailed(Exception exception);
}
