using Dunes.Gateway.Mcp;
using Dunes.Gateway.Tests.Hosting;
using static Dunes.Gateway.Tests.Mcp.McpClient;

namespace Dunes.Gateway.Tests.Mcp;

public sealed class LegacyTransportTests(GatewayFixture gateway)
{
    private readonly McpClient client = new(gateway);

    [Fact]
    public async Task Initialize_opens_a_session()
    {
        ScriptedSessionGrain.Log.Clear();

        var session = await client.InitializeAsync();

        Assert.Equal(43, session.Length);
        Assert.Contains($"open {session} demo Legacy good/1", ScriptedSessionGrain.Log);
    }

    [Fact]
    public async Task A_refused_initialize_gives_no_id_and_closes_the_context()
    {
        ScriptedSessionGrain.Log.Clear();

        using var response = await gateway.SendAsync(Post(Initialize("refused")));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.False(response.Headers.Contains("Mcp-Session-Id"));
        Assert.Equal(-32602, (int)(await JsonAsync(response))["error"]!["code"]!);
        Assert.Contains(ScriptedSessionGrain.Log, line => line.StartsWith("close ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_passes_unchanged()
    {
        var session = await client.InitializeAsync();

        using var response = await gateway.SendAsync(InSession(LegacyCall("echo"), session));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(
            $$"""{"result":{"content":[],"_meta":{"n":1},"echo":{{LegacyCall("echo")}}},"id":1,"jsonrpc":"2.0"}""".Replace(" ", "", StringComparison.Ordinal),
            (await response.Content.ReadAsStringAsync()).Replace(" ", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("progress", 3)]
    [InlineData("progress-at-once", 2)]
    public async Task Messages_before_the_answer_make_an_event_stream_with_ids(string tool, int count)
    {
        var session = await client.InitializeAsync();

        using var response = await gateway.SendAsync(InSession(LegacyCall(tool), session));

        var events = await EventsAsync(response);
        Assert.Equal(count, events.Count);
        var stream = events[0].Id!.Split(':')[0];
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"{stream}:{i}"), events.Select(e => e.Id));
        Assert.NotNull(events[^1].Message["result"]);
    }

    [Fact]
    public async Task Event_ids_differ_between_streams_of_a_session()
    {
        var session = await client.InitializeAsync();
        using var one = await gateway.SendAsync(InSession(LegacyCall("progress"), session));
        using var two = await gateway.SendAsync(InSession(LegacyCall("progress"), session));

        var ids = (await EventsAsync(one)).Concat(await EventsAsync(two)).Select(e => e.Id).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task Notifications_and_responses_are_accepted_without_a_body()
    {
        var session = await client.InitializeAsync();
        ScriptedSessionGrain.Log.Clear();

        foreach (var json in new[] { """{"jsonrpc":"2.0","method":"notifications/initialized"}""", """{"jsonrpc":"2.0","id":1,"result":{}}""" })
        {
            using var response = await gateway.SendAsync(InSession(json, session));
            Assert.Equal(202, (int)response.StatusCode);
            Assert.Equal("", await response.Content.ReadAsStringAsync());
        }

        Assert.Contains($"deliver {session} Notification notifications/initialized", ScriptedSessionGrain.Log);
        Assert.Contains($"deliver {session} Response ", ScriptedSessionGrain.Log);
    }

    [Fact]
    public async Task A_request_needs_a_session_that_is_the_callers_and_of_this_route()
    {
        var session = await client.InitializeAsync();

        Assert.Equal(400, await StatusAsync(Post(LegacyCall("echo"))));
        Assert.Equal(404, await StatusAsync(InSession(LegacyCall("echo"), "short")));
        Assert.Equal(404, await StatusAsync(InSession(LegacyCall("echo"), new string('x', 43))));
        Assert.Equal(404, await StatusAsync(InSession(LegacyCall("echo"), session, "other")));
        Assert.Equal(404, await StatusAsync(InSession(LegacyCall("echo"), session), await gateway.TokenAsync(subject: "mallory")));
        Assert.Equal(200, await StatusAsync(InSession(LegacyCall("echo"), session)));
    }

    [Theory]
    [InlineData("2025-11-25", 200)]
    [InlineData("2025-06-18", 200)]
    [InlineData("2025-03-26", 200)]
    [InlineData(null, 200)]
    [InlineData("2024-11-05", 400)]
    [InlineData("latest", 400)]
    public async Task The_version_header_is_one_that_is_known(string? version, int status)
    {
        var session = await client.InitializeAsync();

        Assert.Equal(status, await StatusAsync(InSession(LegacyCall("echo"), session).With("MCP-Protocol-Version", version)));
    }

    [Fact]
    public async Task Delete_ends_the_session()
    {
        var session = await client.InitializeAsync();

        Assert.Equal(204, await StatusAsync(new HttpRequestMessage(HttpMethod.Delete, "/mcp/demo").With("Mcp-Session-Id", session)));

        Assert.Equal(404, await StatusAsync(InSession(LegacyCall("echo"), session)));
        Assert.Equal(404, await StatusAsync(Get(session)));
        Assert.Equal(404, await StatusAsync(new HttpRequestMessage(HttpMethod.Delete, "/mcp/demo").With("Mcp-Session-Id", session)));
    }

    [Fact]
    public async Task Get_streams_what_the_server_sends()
    {
        var session = await client.InitializeAsync();

        using var response = await gateway.SendAsync(Get(session));

        Assert.Equal(200, (int)response.StatusCode);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal(["id: server:0", "event: message", """data: {"jsonrpc":"2.0","method":"notifications/n0"}""", "", "id: server:1"], await LinesAsync(reader, 5));
    }

    [Theory]
    [InlineData("server:0", "id: server:1")]
    [InlineData("server:5000", "id: server:0")]
    [InlineData("nonsense", "id: server:0")]
    public async Task Get_goes_on_behind_the_last_event_if_that_is_known(string lastEventId, string first)
    {
        var session = await client.InitializeAsync();

        using var response = await gateway.SendAsync(Get(session).With("Last-Event-ID", lastEventId));

        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal([first], await LinesAsync(reader, 1));
    }

    [Fact]
    public async Task Get_for_a_stream_that_is_gone_ends_at_once()
    {
        var session = await client.InitializeAsync();

        using var response = await gateway.SendAsync(Get(session).With("Last-Event-ID", "s99:0"));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_needs_a_session_and_the_right_accept()
    {
        var session = await client.InitializeAsync();

        Assert.Equal(400, await StatusAsync(new HttpRequestMessage(HttpMethod.Get, "/mcp/demo").With("Accept", "text/event-stream")));
        Assert.Equal(406, await StatusAsync(Get(session).With("Accept", "application/json")));
    }

    [Fact]
    public async Task A_client_that_goes_away_cancels_nothing()
    {
        var session = await client.InitializeAsync();
        ScriptedSessionGrain.Log.Clear();

        (await gateway.SendAsync(InSession(LegacyCall("never"), session))).Dispose();

        await gateway.IdleAsync();
        Assert.Contains($"send {session} tools/call", ScriptedSessionGrain.Log);
        Assert.DoesNotContain(ScriptedSessionGrain.Log, line => line.StartsWith($"cancel {session} ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("s1:4", "s1", 5)]
    [InlineData("a:b:0", "a:b", 1)]
    [InlineData(null, "server", 0)]
    [InlineData("s1", "server", 0)]
    [InlineData(":1", "server", 0)]
    [InlineData("s1:-1", "server", 0)]
    [InlineData("s1:2147483647", "server", 0)]
    public void An_event_id_tells_where_to_go_on(string? id, string stream, int next) => Assert.Equal((stream, next), LegacyTransport.Position(id));

    private static HttpRequestMessage InSession(string json, string session, string upstream = "demo") =>
        Post(json, upstream).With("Mcp-Session-Id", session).With("MCP-Protocol-Version", "2025-11-25");

    private static HttpRequestMessage Get(string session) =>
        new HttpRequestMessage(HttpMethod.Get, "/mcp/demo").With("Mcp-Session-Id", session).With("Accept", "text/event-stream");

    private static async Task<List<string?>> LinesAsync(StreamReader reader, int count)
    {
        var lines = new List<string?>();
        while (lines.Count < count)
            lines.Add(await reader.ReadLineAsync());
        return lines;
    }

    private async Task<int> StatusAsync(HttpRequestMessage request, string? token = null)
    {
        using var response = await gateway.SendAsync(request, token);
        return (int)response.StatusCode;
    }
}
