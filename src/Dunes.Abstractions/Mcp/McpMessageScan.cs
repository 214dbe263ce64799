using System.Text.Json;

namespace Dunes.Abstractions.Mcp;

/// <summary>One pass over a message. Unknown fields cost no allocation; their values are skipped, not read.</summary>
internal ref struct McpMessageScan(byte[] json)
{
    private const int LongestClientName = 128;

    private Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = McpMessageParser.MaxDepth });
    private bool version, hasMethod, hasResult, hasError, hasParams, nullId, metaCapabilities;
    private int errorCode;
    private string? method, name, uri, metaVersion, metaContext, protocolVersion, clientName;
    private JsonSpan id, progressToken, cancelledId, notifiedToken, result, resultMeta, resultContext;

    public McpMessage Run()
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
            throw Invalid("Batches are not part of MCP since 2025-06-18.");
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Invalid("A JSON-RPC message is an object.");
        Envelope();
        if (reader.Read())
            throw Invalid("There is something behind the message.");
        return Shape();
    }

    private void Envelope()
    {
        var fields = new JsonFieldNames(reader);
        while (fields.Next(ref reader))
        {
            if (reader.ValueTextEquals("jsonrpc"u8))
            {
                reader.Read();
                version = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("2.0"u8);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                nullId = reader.TokenType == JsonTokenType.Null;
                if (!nullId)
                    id = ScalarSpan() is { Exists: true } span ? span : throw Invalid("An id is a string or an integer.");
            }
            else if (reader.ValueTextEquals("method"u8))
            {
                reader.Read();
                hasMethod = true;
                method = MethodOrNull() ?? throw Invalid("A method is a string.");
            }
            else if (reader.ValueTextEquals("params"u8))
            {
                hasParams = true;
                if (!EntersObject())
                    throw Invalid("MCP params are an object.");
                Params();
            }
            else if (reader.ValueTextEquals("result"u8))
            {
                hasResult = true;
                if (!EntersObject())
                    throw Invalid("An MCP result is an object.");
                result = Result();
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                hasError = true;
                if (!EntersObject())
                    throw Invalid("A JSON-RPC error is an object.");
                Error();
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void Params()
    {
        var fields = new JsonFieldNames(reader);
        while (fields.Next(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                name = StringOrNull();
            else if (reader.ValueTextEquals("uri"u8))
                uri = StringOrNull();
            else if (reader.ValueTextEquals("requestId"u8))
                cancelledId = NextScalarSpan();
            else if (reader.ValueTextEquals("progressToken"u8))
                notifiedToken = NextScalarSpan();
            else if (reader.ValueTextEquals("protocolVersion"u8))
                protocolVersion = StringOrNull();
            else if (reader.ValueTextEquals("clientInfo"u8))
                ClientInfo();
            else if (reader.ValueTextEquals("_meta"u8))
                Meta();
            else
                reader.Skip();
        }
    }

    private void Meta()
    {
        if (!EntersObject())
            return;
        var fields = new JsonFieldNames(reader);
        while (fields.Next(ref reader))
        {
            if (reader.ValueTextEquals("progressToken"u8))
                progressToken = NextScalarSpan();
            else if (reader.ValueTextEquals(McpMeta.ProtocolVersionUtf8))
                metaVersion = StringOrNull();
            else if (reader.ValueTextEquals(McpMeta.ClientCapabilitiesUtf8))
            {
                reader.Read();
                metaCapabilities = reader.TokenType == JsonTokenType.StartObject;
                reader.Skip();
            }
            else if (reader.ValueTextEquals(McpMeta.ClientInfoUtf8))
                ClientInfo();
            else if (reader.ValueTextEquals(McpMeta.ContextUtf8))
                metaContext = StringOrNull();
            else
                reader.Skip();
        }
    }

    private JsonSpan Result()
    {
        var start = reader.TokenStartIndex;
        var fields = new JsonFieldNames(reader);
        while (fields.Next(ref reader))
        {
            if (reader.ValueTextEquals("protocolVersion"u8))
                protocolVersion = StringOrNull();
            else if (reader.ValueTextEquals("_meta"u8))
                ResultMeta();
            else
                reader.Skip();
        }
        return SpanFrom(start);
    }

    private void ResultMeta()
    {
        reader.Read();
        var start = reader.TokenStartIndex;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            resultMeta = SpanFrom(start);
            return;
        }
        var fields = new JsonFieldNames(reader);
        while (fields.Next(ref reader))
        {
            if (!reader.ValueTextEquals(McpMeta.ContextUtf8))
            {
                reader.Skip();
                continue;
            }
            reader.Read();
            var value = reader.TokenStartIndex;
            reader.Skip();
            resultContext = SpanFrom(value);
        }
        resultMeta = SpanFrom(start);
    }

    private void Error()
    {
        var fields = new JsonFieldNames(reader);
        while (fields.Next(ref reader))
        {
            var isCode = reader.ValueTextEquals("code"u8);
            reader.Read();
            if (isCode && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var code))
                errorCode = code;
            reader.Skip();
        }
    }

    private void ClientInfo()
    {
        if (!EntersObject())
            return;
        string? product = null, productVersion = null;
        var fields = new JsonFieldNames(reader);
        while (fields.Next(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                product = StringOrNull();
            else if (reader.ValueTextEquals("version"u8))
                productVersion = StringOrNull();
            else
                reader.Skip();
        }
        var both = $"{product}/{productVersion}";
        if (both.Length > LongestClientName)
            both = both[..(char.IsHighSurrogate(both[LongestClientName - 1]) ? LongestClientName - 1 : LongestClientName)];
        clientName = both;
    }

    /// <summary>Moves to the value; false, with the value skipped, when it is no object.</summary>
    private bool EntersObject()
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
            return true;
        reader.Skip();
        return false;
    }

    private string? StringOrNull()
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return reader.ValueTextEquals(ProtocolVersions.ModernUtf8) ? ProtocolVersions.Modern : reader.GetString();
        reader.Skip();
        return null;
    }

    // Nearly every request on the hot path is one of these: no string is made for them.
    private readonly string? MethodOrNull() =>
        reader.TokenType != JsonTokenType.String ? null
        : reader.ValueTextEquals("tools/call"u8) ? "tools/call"
        : reader.ValueTextEquals("tools/list"u8) ? "tools/list"
        : reader.GetString();

    private JsonSpan NextScalarSpan()
    {
        reader.Read();
        return ScalarSpan();
    }

    private JsonSpan ScalarSpan()
    {
        var isScalar = reader.TokenType == JsonTokenType.String || (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out _));
        var span = isScalar ? SpanFrom(reader.TokenStartIndex) : default;
        reader.Skip();
        return span;
    }

    private readonly JsonSpan SpanFrom(long start) => new((int)start, (int)(reader.BytesConsumed - start));

    private readonly McpMessage Shape()
    {
        if (!version)
            throw Invalid("\"jsonrpc\" must be \"2.0\".");
        if (nullId && !hasError)
            throw Invalid("Only an error may have the id null.");
        var kind = (hasMethod, id.Exists, hasResult, hasError) switch
        {
            (true, true, false, false) => McpMessageKind.Request,
            (true, false, false, false) => McpMessageKind.Notification,
            (false, true, true, false) or (false, _, false, true) when !hasParams => McpMessageKind.Response,
            _ => throw Invalid("Neither a request, nor a notification, nor a response."),
        };
        return new McpMessage
        {
            Json = json,
            Kind = kind,
            Method = method,
            Id = id,
            // What resources/read reads is the uri: a name beside it must not stand in for it.
            Name = method?.StartsWith("resources/", StringComparison.Ordinal) == true ? uri : name,
            ProgressToken = progressToken,
            MetaProtocolVersion = metaVersion,
            HasMetaClientCapabilities = metaCapabilities,
            MetaContext = metaContext,
            CancelledId = cancelledId,
            NotifiedToken = notifiedToken,
            ProtocolVersion = protocolVersion,
            ClientName = clientName,
            Result = result,
            ResultMeta = resultMeta,
            ResultContext = resultContext,
            IsError = hasError,
            ErrorCode = errorCode,
        };
    }

    private static McpFormatException Invalid(string message) => new(McpError.InvalidRequest, message);
}
