using System.Text.Json;

namespace Dunes.Abstractions.Mcp;

/// <summary>Reads the envelope of a JSON-RPC 2.0 message and notes where the fields stand that a gateway acts on.</summary>
public static class McpMessageParser
{
    /// <summary>Deepest nesting that is read.</summary>
    public const int MaxDepth = 64;

    private const int ParseError = -32700;
    private const int InvalidRequest = -32600;

    /// <summary>Parses one message. Throws <see cref="McpFormatException"/> when it is none, is a batch, is too deep, or names a field twice.</summary>
    public static McpMessage Parse(byte[] json)
    {
        try
        {
            return new Scan(json).Run();
        }
        catch (JsonException e)
        {
            throw new McpFormatException(ParseError, $"Not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine}, or nested deeper than {MaxDepth}.");
        }
        catch (InvalidOperationException)
        {
            // Utf8JsonReader.GetString says so of ill-formed UTF-8 and of lone surrogates.
            throw new McpFormatException(ParseError, "A string is not valid UTF-8.");
        }
    }

    private ref struct Scan(byte[] json)
    {
        private Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        private bool version, hasMethod, hasResult, hasError, hasParams, metaCapabilities;
        private string? method, name, uri, metaVersion, metaContext, protocolVersion, clientName;
        private JsonSpan id, progressToken, cancelledId, notifiedToken, result, resultMeta;

        public McpMessage Run()
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
                throw Invalid("Batches are not part of MCP since 2025-06-18.");
            if (reader.TokenType != JsonTokenType.StartObject)
                throw Invalid("A JSON-RPC message is an object.");
            var seen = new HashSet<string>(8);
            while (NextProperty(seen) is { } property)
                Envelope(property);
            if (reader.Read())
                throw Invalid("There is something behind the message.");
            return Shape();
        }

        private void Envelope(string property)
        {
            switch (property)
            {
                case "jsonrpc":
                    version = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("2.0");
                    break;
                case "id" when reader.TokenType != JsonTokenType.Null:
                    id = ScalarSpan() is { Exists: true } span ? span : throw Invalid("An id is a string or an integer.");
                    break;
                case "method":
                    hasMethod = true;
                    method = StringOrNull() ?? throw Invalid("A method is a string.");
                    break;
                case "params":
                    hasParams = true;
                    if (reader.TokenType != JsonTokenType.StartObject)
                        throw Invalid("MCP params are an object.");
                    Object(Params);
                    break;
                case "result":
                    hasResult = true;
                    var start = (int)reader.TokenStartIndex;
                    if (reader.TokenType != JsonTokenType.StartObject)
                        throw Invalid("An MCP result is an object.");
                    Object(Result);
                    result = new(start, (int)reader.BytesConsumed - start);
                    break;
                case "error":
                    hasError = true;
                    reader.Skip();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        private static void Params(ref Scan scan, string property)
        {
            switch (property)
            {
                case "name":
                    scan.name = scan.StringOrNull();
                    break;
                case "uri":
                    scan.uri = scan.StringOrNull();
                    break;
                case "requestId":
                    scan.cancelledId = scan.ScalarSpan();
                    break;
                case "progressToken":
                    scan.notifiedToken = scan.ScalarSpan();
                    break;
                case "protocolVersion":
                    scan.protocolVersion = scan.StringOrNull();
                    break;
                case "clientInfo" when scan.reader.TokenType == JsonTokenType.StartObject:
                    scan.ClientInfo();
                    break;
                case "_meta" when scan.reader.TokenType == JsonTokenType.StartObject:
                    scan.Object(Meta);
                    break;
                default:
                    scan.reader.Skip();
                    break;
            }
        }

        private static void Meta(ref Scan scan, string property)
        {
            switch (property)
            {
                case "progressToken":
                    scan.progressToken = scan.ScalarSpan();
                    break;
                case "io.modelcontextprotocol/protocolVersion":
                    scan.metaVersion = scan.StringOrNull();
                    break;
                case "io.modelcontextprotocol/clientCapabilities":
                    scan.metaCapabilities = scan.reader.TokenType == JsonTokenType.StartObject;
                    scan.reader.Skip();
                    break;
                case "io.modelcontextprotocol/clientInfo" when scan.reader.TokenType == JsonTokenType.StartObject:
                    scan.ClientInfo();
                    break;
                case "io.dunes/context":
                    scan.metaContext = scan.StringOrNull();
                    break;
                default:
                    scan.reader.Skip();
                    break;
            }
        }

        private static void Result(ref Scan scan, string property)
        {
            var start = (int)scan.reader.TokenStartIndex;
            if (property == "protocolVersion")
                scan.protocolVersion = scan.StringOrNull();
            else
                scan.reader.Skip();
            if (property == "_meta" && scan.reader.TokenType == JsonTokenType.EndObject)
                scan.resultMeta = new(start, (int)scan.reader.BytesConsumed - start);
        }

        private void ClientInfo()
        {
            string? product = null, productVersion = null;
            var seen = new HashSet<string>(4);
            while (NextProperty(seen) is { } property)
            {
                if (property == "name")
                    product = StringOrNull();
                else if (property == "version")
                    productVersion = StringOrNull();
                else
                    reader.Skip();
            }
            const int longest = 128;
            var both = $"{product}/{productVersion}";
            clientName = both.Length <= longest ? both : both[..longest];
        }

        private delegate void Visit(ref Scan scan, string property);

        private void Object(Visit visit)
        {
            var seen = new HashSet<string>(8);
            while (NextProperty(seen) is { } property)
                visit(ref this, property);
        }

        /// <summary>Moves to the next property's value, or past the end of the object.</summary>
        private string? NextProperty(HashSet<string> seen)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.EndObject)
                return null;
            var property = reader.GetString()!;
            if (!seen.Add(property))
                throw Invalid("A field stands twice in one object.");
            reader.Read();
            return property;
        }

        private string? StringOrNull()
        {
            if (reader.TokenType == JsonTokenType.String)
                return reader.GetString();
            reader.Skip();
            return null;
        }

        private JsonSpan ScalarSpan()
        {
            var isId = reader.TokenType == JsonTokenType.String || (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out _));
            var span = isId ? new JsonSpan((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex)) : default;
            reader.Skip();
            return span;
        }

        private readonly McpMessage Shape()
        {
            if (!version)
                throw Invalid("\"jsonrpc\" must be \"2.0\".");
            var kind = (hasMethod, id.Exists, hasResult, hasError) switch
            {
                (true, true, false, false) => McpMessageKind.Request,
                (true, false, false, false) => McpMessageKind.Notification,
                (false, true, true, false) or (false, true, false, true) or (false, false, false, true) when !hasParams => McpMessageKind.Response,
                _ => throw Invalid("Neither a request, nor a notification, nor a response."),
            };
            return new McpMessage
            {
                Json = json,
                Kind = kind,
                Method = method,
                Id = id,
                Name = name ?? uri,
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
                IsError = hasError,
            };
        }

        private static McpFormatException Invalid(string message) => new(InvalidRequest, message);
    }
}
