using System.Text;
using System.Text.Json.Nodes;
using Dunes.Abstractions.Audit;
using Dunes.Gateway.Tests.Hosting;
using static Dunes.Gateway.Tests.Mcp.McpClient;

namespace Dunes.Gateway.Tests.Mcp;

public sealed class ModernTransportTests(GatewayFixture gateway)
{
    private const string ContextKey = "io.dunes/context";

    [Fact]
    public async Task A_result_is_json_with_the_handle_and_no_session_id()
    {
        using var response = await gateway.SendAsync(Modern("echo", "\"a\"").With("Mcp-Session-Id", "ignored"));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.False(response.Headers.Contains("Mcp-Session-Id"));
        var json = await JsonAsync(response);
        Assert.Equal("a", (string)json["id"]!);
        Assert.Equal(1, (int)json["result"]!["_meta"]!["n"]!);
        Assert.Equal(43, ((string)json["result"]!["_meta"]![ContextKey]!).Length);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Call("echo", "\"a\"")), json["result"]!["echo"]));
    }

    [Fact]
    public async Task One_context_serves_a_principal_and_route_and_no_other()
    {
        var alice = await HandleAsync(gateway.SendAsync(Modern("echo")));

        Assert.Equal(alice, await HandleAsync(gateway.SendAsync(Modern("echo"))));
        Assert.NotEqual(alice, await HandleAsync(gateway.SendAsync(Modern("echo", upstream: "other"))));
        Assert.NotEqual(alice, await HandleAsync(gateway.SendAsync(Modern("echo"), await gateway.TokenAsync(subject: "bob"))));
        Assert.NotEqual(alice, await HandleAsync(gateway.SendAsync(Modern("echo"), await gateway.TokenAsync(tenant: "t2"))));
    }

    [Fact]
    public async Task A_context_that_ended_is_replaced_and_the_call_is_sent_once()
    {
        var first = await HandleAsync(gateway.SendAsync(Modern("echo")));
        ScriptedSessionGrain.End(first);
        ScriptedSessionGrain.Log.Clear();

        var second = await HandleAsync(gateway.SendAsync(Modern("echo")));

        Assert.NotEqual(first, second);
        Assert.Single(ScriptedSessionGrain.Log, line => line.StartsWith("send ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_named_context_is_used_by_its_owner_on_its_route_only()
    {
        var handle = await HandleAsync(gateway.SendAsync(Modern("echo", upstream: "other")));
        var meta = Meta[..^1] + $",\"{ContextKey}\":\"{handle}\"}}";

        Assert.Equal(handle, await HandleAsync(gateway.SendAsync(Modern("echo", meta: meta, upstream: "other"))));
        Assert.Equal(404, await StatusAsync(Modern("echo", meta: meta)));
        Assert.Equal(404, await StatusAsync(Modern("echo", meta: meta.Replace(handle, "short", StringComparison.Ordinal))));
        Assert.Equal(404, await StatusAsync(Modern("echo", meta: meta.Replace(handle, new string('x', 43), StringComparison.Ordinal))));
        Assert.Equal(404, await StatusAsync(Modern("echo", meta: meta, upstream: "other"), await gateway.TokenAsync(subject: "mallory")));
    }

    [Fact]
    public async Task A_named_context_that_ended_is_404_and_not_replaced()
    {
        var handle = await HandleAsync(gateway.SendAsync(Modern("echo", upstream: "other"), await gateway.TokenAsync(subject: "carol")));
        ScriptedSessionGrain.End(handle);

        using var response = await gateway.SendAsync(
            Modern("echo", meta: Meta[..^1] + $",\"{ContextKey}\":\"{handle}\"}}", upstream: "other"), await gateway.TokenAsync(subject: "carol"));

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("DUNES-CTX-002", (string)(await JsonAsync(response))["error"]!["data"]!["code"]!);
    }

    [Fact]
    public async Task Messages_before_the_answer_make_an_event_stream_in_order_without_ids()
    {
        using var response = await gateway.SendAsync(Modern("progress"));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("no", response.Headers.GetValues("X-Accel-Buffering").Single());
        var events = await EventsAsync(response);
        Assert.All(events, e => Assert.Null(e.Id));
        Assert.Equal([1, 2], events.Take(2).Select(e => (int)e.Message["params"]!["progress"]!));
        Assert.Equal(43, ((string)events[2].Message["result"]!["_meta"]![ContextKey]!).Length);
        Assert.Equal(3, events.Count);
    }

    [Fact]
    public async Task A_stream_that_breaks_ends_with_an_error_for_its_request()
    {
        using var response = await gateway.SendAsync(Modern("breaks", "\"b\""));

        var error = Assert.Single(await EventsAsync(response)).Message;
        Assert.Equal("b", (string)error["id"]!);
        Assert.Equal("unknown", (string)error["error"]!["data"]!["retry"]!);
    }

    [Fact]
    public async Task A_client_that_goes_away_cancels_its_call()
    {
        var token = await gateway.TokenAsync(subject: "dave");
        var handle = await HandleAsync(gateway.SendAsync(Modern("echo"), token));
        (await gateway.SendAsync(Modern("never"), token)).Dispose();

        await gateway.IdleAsync();
        Assert.Single(ScriptedSessionGrain.Log, line => line.StartsWith($"cancel {handle} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Silence_is_broken_by_comments()
    {
        // The answer never comes: whatever does come is there to break the silence.
        using (var response = await gateway.SendAsync(Modern("never"), await gateway.TokenAsync(subject: "judy")))
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            using var limit = new CancellationTokenSource(GatewayFixture.Patience);
            var first = reader.ReadLineAsync(limit.Token).AsTask();
            while (!first.IsCompleted)
            {
                gateway.Time.Advance(TimeSpan.FromSeconds(16));
                await Task.WhenAny(first, Task.Delay(20));
            }

            Assert.StartsWith(":", await first);
        }

        await gateway.IdleAsync();
    }

    [Theory]
    [InlineData("MCP-Protocol-Version", null)]
    [InlineData("MCP-Protocol-Version", "2027-01-01")]
    [InlineData("Mcp-Method", null)]
    [InlineData("Mcp-Method", "tools/list")]
    [InlineData("Mcp-Name", null)]
    [InlineData("Mcp-Name", "Echo")]
    [InlineData("Mcp-Name", "=?base64?!!!?=")]
    public async Task A_header_that_is_missing_or_differs_is_a_mismatch(string header, string? value)
    {
        gateway.Events.Clear();

        using var response = await gateway.SendAsync(Modern("echo", "\"h\"").With(header, value));

        Assert.Equal(400, (int)response.StatusCode);
        var json = await JsonAsync(response);
        Assert.Equal(-32020, (int)json["error"]!["code"]!);
        Assert.Equal("h", (string)json["id"]!);
        Assert.Equal("DUNES-MCP-010", Assert.Single(gateway.Events.Of(SecurityEventType.RequestRejected)).StatusCode);
    }

    [Fact]
    public async Task An_encoded_name_is_decoded_before_it_is_compared()
    {
        var encoded = $"=?base64?{Convert.ToBase64String(Encoding.UTF8.GetBytes("größe"))}?=";

        Assert.Equal(200, await StatusAsync(Modern("größe").With("Mcp-Name", encoded)));
    }

    [Fact]
    public async Task An_unknown_version_is_told_the_known_ones()
    {
        using var response = await gateway.SendAsync(
            Modern("echo", meta: Meta.Replace("2026-07-28", "2027-01-01", StringComparison.Ordinal)).With("MCP-Protocol-Version", "2027-01-01"));

        Assert.Equal(400, (int)response.StatusCode);
        var error = (await JsonAsync(response))["error"]!;
        Assert.Equal(-32022, (int)error["code"]!);
        Assert.Equal("2027-01-01", (string)error["data"]!["requested"]!);
        Assert.Contains("2026-07-28", error["data"]!["supported"]!.AsArray().Select(v => (string)v!));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}""")]
    [InlineData("""{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":[]}""")]
    [InlineData("""{"io.modelcontextprotocol/clientCapabilities":{}}""")]
    public async Task Missing_metadata_are_wrong_params(string meta)
    {
        using var response = await gateway.SendAsync(Modern("echo", meta: meta));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(-32602, (int)(await JsonAsync(response))["error"]!["code"]!);
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("initialize")]
    [InlineData("logging/setLevel")]
    [InlineData("resources/subscribe")]
    public async Task A_removed_method_is_not_found(string method)
    {
        using var response = await gateway.SendAsync(
            Post($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{"_meta":{{Meta}} } }""")
                .With("MCP-Protocol-Version", "2026-07-28").With("Mcp-Method", method));

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal(-32601, (int)(await JsonAsync(response))["error"]!["code"]!);
    }

    [Fact]
    public async Task The_upstreams_errors_have_the_revisions_status()
    {
        Assert.Equal(404, await StatusAsync(Modern("no-such-method")));
        Assert.Equal(200, await StatusAsync(Modern("wrong-params")));
    }

    [Fact]
    public async Task A_notification_is_accepted_and_a_response_is_not()
    {
        ScriptedSessionGrain.Log.Clear();
        using var accepted = await gateway.SendAsync(
            Post($$"""{"jsonrpc":"2.0","method":"notifications/x","params":{"_meta":{{Meta}} } }""").With("MCP-Protocol-Version", "2026-07-28"));
        Assert.Equal(202, (int)accepted.StatusCode);
        Assert.Equal("", await accepted.Content.ReadAsStringAsync());
        Assert.Contains(ScriptedSessionGrain.Log, line => line.EndsWith("Notification notifications/x", StringComparison.Ordinal));

        Assert.Equal(400, await StatusAsync(Post("""{"jsonrpc":"2.0","id":1,"result":{}}""").With("MCP-Protocol-Version", "2026-07-28")));
    }

    [Fact]
    public async Task There_is_no_get_and_no_delete()
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
            Assert.Equal(405, await StatusAsync(new HttpRequestMessage(method, "/mcp/demo").With("MCP-Protocol-Version", "2026-07-28")));
        Assert.Equal(405, await StatusAsync(new HttpRequestMessage(HttpMethod.Put, "/mcp/demo")));
    }

    private async Task<int> StatusAsync(HttpRequestMessage request, string? token = null)
    {
        using var response = await gateway.SendAsync(request, token);
        return (int)response.StatusCode;
    }

    private static async Task<string> HandleAsync(Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        return (string)(await JsonAsync(response))["result"]!["_meta"]![ContextKey]!;
    }
}
