using System.Text;
using System.Text.Json;
using Dunes.Abstractions.Mcp;

namespace Dunes.Grains.Upstreams;

/// <summary>Reads what an upstream sent, with the errors of upstreams.</summary>
internal static class UpstreamAnswer
{
    /// <summary>Longest message, 16 MiB.</summary>
    public const int MaxMessageBytes = 16 << 20;

    /// <summary>Parses a message; <c>DUNES-UP-006</c> when it is none.</summary>
    public static McpMessage Parse(string upstream, byte[] json)
    {
        try
        {
            return McpMessageParser.Parse(json);
        }
        catch (McpFormatException e)
        {
            throw UpstreamError.Malformed(upstream, e.Message);
        }
    }

    /// <summary>
    /// The answer to a request, or null when the message is something else. An error without an id, as a server sends that could not read the
    /// request, gets the request's id, for there is nothing else it can answer. <c>DUNES-UP-006</c> for an answer to somebody else.
    /// </summary>
    public static McpMessage? AnswerTo(string upstream, McpMessage request, McpMessage message)
    {
        if (message.Kind != McpMessageKind.Response)
            return null;
        if (!message.Id.Exists)
            return WithId(message, request);
        return JsonRpcId.Same(request, message) ? message : throw UpstreamError.Malformed(upstream, "an answer carries an id that was not asked.");
    }

    private static McpMessage WithId(McpMessage error, McpMessage request)
    {
        using var document = JsonDocument.Parse(error.Json);
        var text = document.RootElement.GetProperty("error").GetRawText();
        return McpMessageParser.Parse(Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":{request.IdText},\"error\":{text}}}"));
    }
}
