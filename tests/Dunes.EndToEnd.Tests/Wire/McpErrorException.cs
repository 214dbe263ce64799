using System.Net;

namespace Dunes.EndToEnd.Tests.Wire;

/// <summary>The server answered, and not with a result: an HTTP status that is none of success, or a JSON-RPC error.</summary>
public sealed class McpErrorException(HttpStatusCode status, string body) : Exception($"{(int)status} {body}")
{
    /// <summary>HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The answer as it came.</summary>
    public string Body { get; } = body;
}
