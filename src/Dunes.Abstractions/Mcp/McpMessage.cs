using System.Text;

namespace Dunes.Abstractions.Mcp;

/// <summary>
/// One JSON-RPC 2.0 message as it came, with the places of the few fields that a gateway acts on. Made by <see cref="McpMessageParser"/>;
/// equal field names twice in an object that the gateway reads are refused there, so that no other parser can read another meaning.
/// </summary>
[GenerateSerializer, Immutable, Alias("dunes.mcp.message")]
public sealed record McpMessage
{
    /// <summary>The message, UTF-8, exactly as received.</summary>
    [Id(0)]
    public required byte[] Json { get; init; }

    /// <summary>Its shape.</summary>
    [Id(1)]
    public required McpMessageKind Kind { get; init; }

    /// <summary>The method of a request or notification.</summary>
    [Id(2)]
    public string? Method { get; init; }

    /// <summary>The id, a string or an integer; absent in notifications.</summary>
    [Id(3)]
    public JsonSpan Id { get; init; }

    /// <summary><c>params.name</c>, or <c>params.uri</c> where there is no name: what MCP calls <c>Mcp-Name</c>.</summary>
    [Id(4)]
    public string? Name { get; init; }

    /// <summary><c>params._meta.progressToken</c>.</summary>
    [Id(5)]
    public JsonSpan ProgressToken { get; init; }

    /// <summary><c>params._meta["io.modelcontextprotocol/protocolVersion"]</c>: present in the modern era.</summary>
    [Id(6)]
    public string? MetaProtocolVersion { get; init; }

    /// <summary>Whether <c>params._meta["io.modelcontextprotocol/clientCapabilities"]</c> is an object, as the modern era demands.</summary>
    [Id(7)]
    public bool HasMetaClientCapabilities { get; init; }

    /// <summary><c>params._meta["io.dunes/context"]</c>: a context named by handle.</summary>
    [Id(8)]
    public string? MetaContext { get; init; }

    /// <summary><c>params.requestId</c> of a cancellation.</summary>
    [Id(9)]
    public JsonSpan CancelledId { get; init; }

    /// <summary><c>params.progressToken</c> of a progress notification.</summary>
    [Id(10)]
    public JsonSpan NotifiedToken { get; init; }

    /// <summary><c>params.protocolVersion</c> of initialize, or <c>result.protocolVersion</c> of its answer.</summary>
    [Id(11)]
    public string? ProtocolVersion { get; init; }

    /// <summary>The client's name and version from initialize's <c>clientInfo</c> or the modern <c>_meta</c>, as "name/version".</summary>
    [Id(12)]
    public string? ClientName { get; init; }

    /// <summary>The <c>result</c> object of an answer.</summary>
    [Id(13)]
    public JsonSpan Result { get; init; }

    /// <summary>The <c>result._meta</c> object of an answer.</summary>
    [Id(14)]
    public JsonSpan ResultMeta { get; init; }

    /// <summary>The answer is a JSON-RPC error.</summary>
    [Id(15)]
    public bool IsError { get; init; }

    /// <summary>The raw JSON text of a value of this message, for instance <c>"a"</c> or <c>1</c>.</summary>
    public string Text(JsonSpan span) => Encoding.UTF8.GetString(Json, span.Start, span.Length);

    /// <summary>The id as raw JSON text, or null.</summary>
    public string? IdText => Id.Exists ? Text(Id) : null;

    /// <summary>The message with some values replaced by other raw JSON; the spans must not overlap.</summary>
    public byte[] Splice(params ReadOnlySpan<(JsonSpan Span, string Json)> changes)
    {
        var sorted = changes.ToArray();
        Array.Sort(sorted, (a, b) => a.Span.Start.CompareTo(b.Span.Start));
        using var output = new MemoryStream(Json.Length + 64);
        var at = 0;
        foreach (var (span, json) in sorted)
        {
            output.Write(Json, at, span.Start - at);
            output.Write(Encoding.UTF8.GetBytes(json));
            at = span.Start + span.Length;
        }
        output.Write(Json, at, Json.Length - at);
        return output.ToArray();
    }
}
