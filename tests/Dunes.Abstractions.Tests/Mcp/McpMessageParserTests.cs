using System.Text;
using Dunes.Abstractions.Mcp;

namespace Dunes.Abstractions.Tests.Mcp;

public sealed class McpMessageParserTests
{
    [Fact]
    public void A_request_is_read_with_everything_a_gateway_acts_on()
    {
        var message = Parse("""
            {"result_":1,"params":{"name":"echo","arguments":{"name":"inner","_meta":{"progressToken":9}},
             "_meta":{"progressToken":"p","io.modelcontextprotocol/protocolVersion":"2026-07-28",
             "io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":{"name":"c","version":"1"},
             "io.dunes/context":"h"}},"method":"tools/call","id":-7,"jsonrpc":"2.0"}
            """);

        Assert.Equal(McpMessageKind.Request, message.Kind);
        Assert.Equal("tools/call", message.Method);
        Assert.Equal("-7", message.IdText);
        Assert.Equal("echo", message.Name);
        Assert.Equal("\"p\"", message.Text(message.ProgressToken));
        Assert.Equal("2026-07-28", message.MetaProtocolVersion);
        Assert.True(message.HasMetaClientCapabilities);
        Assert.Equal("c/1", message.ClientName);
        Assert.Equal("h", message.MetaContext);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"x"}}""", McpMessageKind.Notification)]
    [InlineData("""{"jsonrpc":"2.0","id":"a","result":{}}""", McpMessageKind.Response)]
    [InlineData("""{"jsonrpc":"2.0","id":"a","error":{"code":-1,"message":"m"}}""", McpMessageKind.Response)]
    [InlineData("""{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}}""", McpMessageKind.Response)]
    [InlineData("""{"jsonrpc":"2.0","error":{"code":-32700,"message":"m"}}""", McpMessageKind.Response)]
    [InlineData("""{"jsonrpc":"2.0","id":0,"method":"ping"}""", McpMessageKind.Request)]
    public void Shapes_are_told_apart(string json, McpMessageKind kind) => Assert.Equal(kind, Parse(json).Kind);

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"tools/call"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"result":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1.5,"method":"m"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":true,"method":"m"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":[1],"method":"m"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":99999999999999999999,"method":"m"}""")]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"m"}""")]
    [InlineData("""{"id":1,"method":"m"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":5}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"m","params":[1]}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"m","result":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{},"error":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{},"params":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":5}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":"e"}""")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"m"}]""")]
    [InlineData("5")]
    public void What_is_no_message_is_an_invalid_request(string json) => Assert.Equal(McpError.InvalidRequest, Failure(json));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"jsonrpc":"2.0",}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"\ud800"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"m"} x""")]
    public void What_is_no_json_is_a_parse_error(string json) => Assert.Equal(McpError.ParseError, Failure(json));

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"id":2,"method":"m"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"m","\u0069d":2}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"m","x":1,"x":2}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","n\u0061me":"b"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"m","params":{"_meta":{"io.dunes/context":"a","io.dunes/context":"b"}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"m","params":{"_meta":{}, "_meta":{}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"_meta":{"a":1,"a":2}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":1,"code":2}}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"m","params":{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1,"l":1,"m":1,"n":1,"o":1,"p":1,"q":1,"r":1,"q":1}}""")]
    public void A_name_that_stands_twice_is_refused(string json) => Assert.Equal(McpError.InvalidRequest, Failure(json));

    [Fact]
    public void Escaped_and_many_names_are_accepted_when_they_differ()
    {
        var many = string.Join(',', Enumerable.Range(0, 40).Select(i => $"\"f{i}\":{i}"));
        var message = Parse($$"""{"jsonrpc":"2.0","\u0069d":1,"method":"tools/call","params":{ {{many}},"n\u0061me":"a"} }""");

        Assert.Equal("1", message.IdText);
        Assert.Equal("a", message.Name);
    }

    [Fact]
    public void Names_within_arguments_are_the_tools_business() =>
        Assert.Equal("t", Parse("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":{"a":1,"a":2}}}""").Name);

    [Fact]
    public void Invalid_utf8_is_refused_even_where_nothing_reads_it()
    {
        var json = Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","method":"m","params":{"unknown":"?"}}""");
        json[Array.IndexOf(json, (byte)'?')] = 0xff;

        Assert.Equal(McpError.ParseError, Assert.Throws<McpFormatException>(() => McpMessageParser.Parse(json)).JsonRpcCode);
    }

    [Theory]
    [InlineData(61, true)]
    [InlineData(62, false)]
    public void Nesting_is_limited(int arraysWithinParams, bool isAccepted)
    {
        // The envelope, params and the arrays; 64 levels may be open.
        var json = $$"""{"jsonrpc":"2.0","method":"m","params":{"x":{{new string('[', arraysWithinParams + 1)}}{{new string(']', arraysWithinParams + 1)}} } }""";
        if (isAccepted)
            Assert.Equal("m", Parse(json).Method);
        else
            Assert.Equal(McpError.ParseError, Failure(json));
    }

    [Fact]
    public void A_resource_is_named_by_its_uri_and_nothing_else()
    {
        Assert.Equal("file:///b", Parse("""{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"name":"a","uri":"file:///b"}}""").Name);
        Assert.Null(Parse("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"uri":"file:///b"}}""").Name);
    }

    [Fact]
    public void A_clients_name_is_cut_without_halving_a_character()
    {
        var name = new string('a', 127) + "😀";
        var message = Parse($$"""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","clientInfo":{"name":"{{name}}","version":"1"} } }""");

        Assert.Equal(new string('a', 127), message.ClientName);
        Assert.Equal("2025-11-25", message.ProtocolVersion);
    }

    [Fact]
    public void An_errors_code_is_read()
    {
        var message = Parse("""{"error":{"message":"m","code":-32601,"data":{"code":5}},"id":1,"jsonrpc":"2.0"}""");

        Assert.True(message.IsError);
        Assert.Equal(McpError.MethodNotFound, message.ErrorCode);
    }

    private static McpMessage Parse(string json) => McpMessageParser.Parse(Encoding.UTF8.GetBytes(json));

    private static int Failure(string json) => Assert.Throws<McpFormatException>(() => Parse(json)).JsonRpcCode;
}
