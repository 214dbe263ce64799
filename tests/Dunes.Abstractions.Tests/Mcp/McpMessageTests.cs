using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Dunes.Abstractions.Mcp;

namespace Dunes.Abstractions.Tests.Mcp;

public sealed class McpMessageTests
{
    private const string Handle = "the-handle";

    private static readonly Gen<string> Text = Gen.String[Gen.Char["abcxyz\"\\/ \n\u00e4\u20ac{}[]:,_"], 0, 8];

    private static readonly Gen<JsonNode?> Value = Gen.Recursive<JsonNode?>((depth, self) => depth > 3
        ? Gen.Int.Select(i => (JsonNode?)i)
        : Gen.OneOf(
            Gen.Int.Select(i => (JsonNode?)i),
            Gen.Double[-1e6, 1e6].Select(d => (JsonNode?)d),
            Gen.Bool.Select(b => (JsonNode?)b),
            Text.Select(s => (JsonNode?)s),
            Gen.Const((JsonNode?)null),
            self.Array[0, 3].Select(items => (JsonNode?)new JsonArray([.. items.Select(i => i?.DeepClone())])),
            Fields(self).Select(o => (JsonNode?)o)));

    private static readonly Gen<JsonObject> Unknown = Fields(Value);

    [Fact]
    public void Any_unknown_fields_pass_unchanged() =>
        Gen.Select(Unknown, Unknown, Unknown, Gen.Bool).Sample((envelope, parameters, meta, indented) =>
        {
            parameters["_meta"] = meta.DeepClone();
            parameters["name"] = "n";
            envelope["params"] = parameters.DeepClone();
            envelope["jsonrpc"] = "2.0";
            envelope["id"] = 5;
            envelope["method"] = "tools/call";
            var json = Encoding.UTF8.GetBytes(envelope.ToJsonString(new() { WriteIndented = indented }));

            var message = McpMessageParser.Parse(json);

            Assert.Equal(json, message.Splice());
            Assert.Equal("tools/call", message.Method);
            Assert.Equal("n", message.Name);
            Assert.Equal("5", message.IdText);
        });

    [Fact]
    public void Splice_changes_exactly_what_it_says() =>
        Gen.Select(Unknown, Unknown, Text, Gen.Int).Sample((envelope, parameters, id, token) =>
        {
            parameters["_meta"] = new JsonObject { ["progressToken"] = "old" };
            envelope["params"] = parameters.DeepClone();
            envelope["id"] = id;
            envelope["jsonrpc"] = "2.0";
            envelope["method"] = "tools/call";
            var message = McpMessageParser.Parse(Encoding.UTF8.GetBytes(envelope.ToJsonString()));

            var changed = message.Splice((message.ProgressToken, $"{token}"), (message.Id, "\"ä\""));

            envelope["id"] = "ä";
            envelope["params"]!["_meta"]!["progressToken"] = token;
            Assert.True(JsonNode.DeepEquals(envelope, JsonNode.Parse(changed)));
        });

    [Fact]
    public void Splice_refuses_spans_that_overlap()
    {
        var message = McpMessageParser.Parse("""{"jsonrpc":"2.0","id":"abc","method":"m"}"""u8.ToArray());

        Assert.Throws<ArgumentException>(() => message.Splice((message.Id, "1"), (new JsonSpan(message.Id.Start + 1, 2), "2")));
    }

    [Fact]
    public void A_result_gets_the_handle_and_nothing_else_changes() =>
        Gen.Select(Unknown, Unknown, Gen.Int[0, 4], Gen.Bool).Sample((result, meta, shape, indented) =>
        {
            result.Remove("_meta");
            if (shape == 1)
                result["_meta"] = meta.DeepClone();
            else if (shape == 2)
                result["_meta"] = null;
            else if (shape == 3)
                result["_meta"] = new JsonObject { [McpMeta.Context] = new JsonObject { ["x"] = 1 }, ["y"] = 2 };
            else if (shape == 4)
                result = [];
            var envelope = new JsonObject { ["result"] = result.DeepClone(), ["id"] = 1, ["jsonrpc"] = "2.0" };
            var message = McpMessageParser.Parse(Encoding.UTF8.GetBytes(envelope.ToJsonString(new() { WriteIndented = indented })));

            var changed = message.WithResultContext(Handle);

            var expected = envelope["result"]!.AsObject();
            if (expected["_meta"] is not JsonObject)
                expected["_meta"] = new JsonObject();
            expected["_meta"]![McpMeta.Context] = Handle;
            Assert.True(JsonNode.DeepEquals(envelope, JsonNode.Parse(changed)));
            Assert.Equal($"\"{Handle}\"", McpMessageParser.Parse(changed) is var again ? again.Text(again.ResultContext) : null);
        });

    [Fact]
    public void An_error_stays_as_it_is()
    {
        var json = """{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"m"}}"""u8.ToArray();

        Assert.Equal(json, McpMessageParser.Parse(json).WithResultContext(Handle));
    }

    [Theory]
    [InlineData("\"a\\\"b\"")]
    [InlineData("7")]
    [InlineData("")]
    public void An_error_answers_the_id_it_is_given(string id)
    {
        var json = McpError.ToBytes(Encoding.UTF8.GetBytes(id), McpError.HeaderMismatch, "a \"message\"", w => w.WriteNumberValue(5));

        var node = JsonNode.Parse(json)!;
        Assert.Equal(id.Length == 0 ? "null" : id, McpMessageParser.Parse(json).IdText ?? "null");
        Assert.Equal(McpError.HeaderMismatch, (int)node["error"]!["code"]!);
        Assert.Equal("a \"message\"", (string)node["error"]!["message"]!);
        Assert.Equal(5, (int)node["error"]!["data"]!);
    }

    // A letter in front keeps generated names off those that mean something.
    private static Gen<JsonObject> Fields(Gen<JsonNode?> value) =>
        Gen.Select(Text, value).Array[0, 20].Select(fields =>
        {
            var o = new JsonObject();
            foreach (var (name, node) in fields)
                o["x" + name] = node?.DeepClone();
            return o;
        });
}
