using System.Text;
using System.Text.Json;

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

    /// <summary><c>params.name</c>, or <c>params.uri</c> of the resource methods: what MCP calls <c>Mcp-Name</c>.</summary>
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

    /// <summary>The <c>result._meta</c> of an answer, an object if the upstream keeps to the schema.</summary>
    [Id(14)]
    public JsonSpan ResultMeta { get; init; }

    /// <summary>The answer is a JSON-RPC error.</summary>
    [Id(15)]
    public bool IsError { get; init; }

    /// <summary><c>error.code</c> of an error; 0 where it is no integer.</summary>
    [Id(16)]
    public int ErrorCode { get; init; }

    /// <summary><c>result._meta["io.dunes/context"]</c> of an answer: an upstream may be a cluster too.</summary>
    [Id(17)]
    public JsonSpan ResultContext { get; init; }

    /// <summary>The id's raw bytes; empty when there is none.</summary>
    public ReadOnlySpan<byte> IdUtf8 => Json.AsSpan(Id.Start, Id.Length);

    /// <summary>The raw JSON text of a value of this message, for instance <c>"a"</c> or <c>1</c>.</summary>
    public string Text(JsonSpan span) => Encoding.UTF8.GetString(Json, span.Start, span.Length);

    /// <summary>The id as raw JSON text, or null.</summary>
    public string? IdText => Id.Exists ? Text(Id) : null;

    /// <summary>
    /// The message with some values replaced by other raw JSON, all other bytes unchanged. An empty span inserts before its start.
    /// Throws <see cref="ArgumentException"/> when spans overlap.
    /// </summary>
    public byte[] Splice(params ReadOnlySpan<(JsonSpan Span, string Json)> changes)
    {
        var length = Json.Length;
        var order = new int[changes.Length];
        for (var i = 0; i < changes.Length; i++)
        {
            length += Encoding.UTF8.GetByteCount(changes[i].Json) - changes[i].Span.Length;
            // Insertion sort: there are two or three changes, and equal starts keep their order.
            var at = i;
            for (; at > 0 && changes[order[at - 1]].Span.Start > changes[i].Span.Start; at--)
                order[at] = order[at - 1];
            order[at] = i;
        }
        var output = new byte[Math.Max(length, 0)];
        int read = 0, written = 0;
        foreach (var i in order)
        {
            var (span, json) = changes[i];
            if (span.Start < read)
                throw new ArgumentException("Spans overlap.", nameof(changes));
            Json.AsSpan(read, span.Start - read).CopyTo(output.AsSpan(written));
            written += span.Start - read;
            written += Encoding.UTF8.GetBytes(json, output.AsSpan(written));
            read = span.Start + span.Length;
        }
        Json.AsSpan(read).CopyTo(output.AsSpan(written));
        return output;
    }

    /// <summary>An answer that tells its context: <c>result._meta["io.dunes/context"]</c> is set and all else is unchanged. An error has no result and stays as it is.</summary>
    public byte[] WithResultContext(string handle)
    {
        var value = $"\"{JsonEncodedText.Encode(handle)}\"";
        if (!Result.Exists)
            return Json;
        if (ResultContext.Exists)
            return Splice((ResultContext, value));
        var field = $"\"{McpMeta.Context}\":{value}";
        if (!ResultMeta.Exists)
            return Splice((FirstFieldOf(Result), Separated(Result, $"\"_meta\":{{{field}}}")));
        return Json[ResultMeta.Start] == '{'
            ? Splice((FirstFieldOf(ResultMeta), Separated(ResultMeta, field)))
            : Splice((ResultMeta, $"{{{field}}}"));
    }

    private static JsonSpan FirstFieldOf(JsonSpan o) => new(o.Start + 1, 0);

    private string Separated(JsonSpan o, string field)
    {
        var inside = Json.AsSpan(o.Start + 1, o.Length - 2);
        return inside.IndexOfAnyExcept(" \t\r\n"u8) < 0 ? field : field + ",";
    }
}
