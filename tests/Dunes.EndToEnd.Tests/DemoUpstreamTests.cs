using System.Text.Json.Nodes;
using Dunes.EndToEnd.Tests.Clients;
using ModelContextProtocol.Client;

namespace Dunes.EndToEnd.Tests;

/// <summary>The demo server by itself, without a gateway: what the clients see here they must see through the gateway.</summary>
public sealed class DemoUpstreamTests
{
    private const string Demo = "Dunes.DemoUpstream";

    [Theory(Timeout = 300_000)]
    [InlineData(CSharpClientDriver.Legacy)]
    [InlineData(CSharpClientDriver.Modern)]
    public async Task Every_feature_works_on_stdio(string protocolVersion)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var transport = new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = "demo",
            Command = DotnetProcess.Host,
            Arguments = [DotnetProcess.PathOf(Demo)],
        });

        var summary = await CSharpClientDriver.RunAsync(transport, protocolVersion, cancelled);

        Assert.Equal(protocolVersion, summary.ProtocolVersion);
        Assert.Equal((6, 1, 1, 2), (summary.Tools, summary.Prompts, summary.Resources, summary.Elicitations));
    }

    [Theory(Timeout = 300_000)]
    [InlineData(CSharpClientDriver.Legacy)]
    [InlineData(CSharpClientDriver.Modern)]
    public async Task Every_feature_works_over_http(string protocolVersion)
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var upstream = new DotnetProcess("Dunes.TestUpstream", "--urls", "http://127.0.0.1:0");
        var address = await ListeningAddressAsync(upstream.Output, cancelled);

        var summary = await CSharpClientDriver.RunAsync(new Uri(address, "/mcp"), "unchecked", protocolVersion, cancelled);

        Assert.Equal((6, 1, 1, 2), (summary.Tools, summary.Prompts, summary.Resources, summary.Elicitations));
    }

    [Fact(Timeout = 120_000)]
    public async Task It_ends_when_stdin_closes_though_a_question_is_open()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var demo = new DotnetProcess(Demo);
        await SendAsync(demo, "initialize", new()
        {
            ["protocolVersion"] = CSharpClientDriver.Legacy,
            ["capabilities"] = new JsonObject { ["elicitation"] = new JsonObject() },
            ["clientInfo"] = new JsonObject { ["name"] = "test", ["version"] = "1" },
        }, cancelled);
        await ReceiveAsync(demo, cancelled);
        await SendAsync(demo, "tools/call", Call("ask", new() { ["question"] = "Anyone there?" }), cancelled);
        Assert.Equal("elicitation/create", (string?)(await ReceiveAsync(demo, cancelled))["method"]);

        demo.Input.Close();

        Assert.Equal(0, await demo.ExitAsync(cancelled));
    }

    [Fact(Timeout = 120_000)]
    public async Task It_refuses_an_answer_whose_state_belongs_to_another_question()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var demo = new DotnetProcess(Demo);
        var ask = ModernCall("ask", new() { ["question"] = "Delete nothing?" }, new() { ["elicitation"] = new JsonObject() });
        await SendAsync(demo, "tools/call", ask, cancelled);
        var asked = (await ReceiveAsync(demo, cancelled))["result"]!;
        Assert.Equal("input_required", (string?)asked["resultType"]);

        var retry = (JsonObject)ask.DeepClone();
        retry["requestState"] = asked["requestState"]!.DeepClone();
        retry["inputResponses"] = JsonNode.Parse("""{"reply":{"action":"accept","content":{"answer":"yes"}}}""");
        await SendAsync(demo, "tools/call", retry, cancelled);
        Assert.Equal("The user answered: yes", Text((await ReceiveAsync(demo, cancelled))["result"]!));

        retry["arguments"]!["question"] = "Delete everything?";
        await SendAsync(demo, "tools/call", retry, cancelled);
        var refused = (await ReceiveAsync(demo, cancelled))["result"]!;
        Assert.True((bool?)refused["isError"]);
        Assert.Contains("DUNES-DEMO-005", Text(refused));
    }

    [Fact(Timeout = 120_000)]
    public async Task It_does_not_ask_a_client_that_cannot_be_asked()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var demo = new DotnetProcess(Demo);
        await SendAsync(demo, "tools/call", ModernCall("ask", new() { ["question"] = "Hello?" }, []), cancelled);

        var refused = (await ReceiveAsync(demo, cancelled))["result"]!;

        Assert.True((bool?)refused["isError"]);
        Assert.Contains("DUNES-DEMO-006", Text(refused));
    }

    private static JsonObject Call(string tool, JsonObject arguments) => new() { ["name"] = tool, ["arguments"] = arguments };

    private static JsonObject ModernCall(string tool, JsonObject arguments, JsonObject capabilities)
    {
        var call = Call(tool, arguments);
        call["_meta"] = new JsonObject
        {
            ["io.modelcontextprotocol/protocolVersion"] = CSharpClientDriver.Modern,
            ["io.modelcontextprotocol/clientCapabilities"] = capabilities,
        };
        return call;
    }

    private static async Task SendAsync(DotnetProcess demo, string method, JsonObject parameters, CancellationToken cancelled)
    {
        var request = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = parameters.DeepClone() };
        await demo.Input.WriteLineAsync(request.ToJsonString());
        await demo.Input.FlushAsync(cancelled);
    }

    private static async Task<JsonNode> ReceiveAsync(DotnetProcess demo, CancellationToken cancelled) =>
        JsonNode.Parse(await demo.Output.ReadLineAsync(cancelled) ?? throw new EndOfStreamException("The demo closed its stdout."))!;

    private static string Text(JsonNode result) => (string)result["content"]![0]!["text"]!;

    private static async Task<Uri> ListeningAddressAsync(StreamReader output, CancellationToken cancelled)
    {
        const string marker = "Now listening on: ";
        while (await output.ReadLineAsync(cancelled) is { } line)
        {
            if (line.IndexOf(marker, StringComparison.Ordinal) is >= 0 and var at)
                return new Uri(line[(at + marker.Length)..].Trim());
        }

        throw new EndOfStreamException("The upstream ended before it listened.");
    }
}
