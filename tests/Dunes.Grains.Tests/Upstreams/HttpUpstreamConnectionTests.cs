using System.Collections.Concurrent;
using System.Text;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Mcp;
using Dunes.Grains.Sessions;
using Dunes.Grains.Tests.Hosting;
using Dunes.Grains.Upstreams;
using Dunes.Grains.Upstreams.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dunes.Grains.Tests.Upstreams;

public sealed class HttpUpstreamConnectionTests
{
    private const string Answer = """{"jsonrpc":"2.0","id":"a","result":{}}""";
    private const string Progress = """{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1}}""";

    // Longest wait for an answer, and longest silence in it.
    private static readonly TimeSpan Limit = SlowMachine.Limit;

    private static readonly McpMessage Request = Parse("""{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"t"}}""");

    [Fact]
    public async Task Passes_a_json_answer() => Assert.Equal([Answer], await SendAsync(c => JsonAsync(c, 200, Answer)));

    [Fact]
    public async Task Passes_what_comes_before_the_answer_in_order() =>
        Assert.Equal([Progress, Progress, Answer], await SendAsync(c => SseAsync(c, Progress, Progress, Answer)));

    [Fact]
    public async Task An_id_with_other_escapes_is_the_same_id() =>
        Assert.Single(await SendAsync(c => JsonAsync(c, 200, """{"jsonrpc":"2.0","id":"\u0061","result":{}}""")));

    [Fact]
    public async Task Passes_a_json_rpc_error_of_a_refused_request() =>
        Assert.Single(await SendAsync(c => JsonAsync(c, 400, """{"jsonrpc":"2.0","id":"a","error":{"code":-32602,"message":"no"}}""")));

    [Fact]
    public async Task An_error_without_an_id_answers_the_request()
    {
        var messages = await SendAsync(c => JsonAsync(c, 400, """{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no"}}"""));
        Assert.Equal("\"a\"", Parse(Assert.Single(messages)).IdText);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":"b","result":{}}""", "DUNES-UP-006")]
    [InlineData("""{"jsonrpc":"2.0","id":"a","result":{}""", "DUNES-UP-006")]
    [InlineData("""[{"jsonrpc":"2.0","id":"a","result":{}}]""", "DUNES-UP-006")]
    [InlineData("""{"jsonrpc":"2.0","id":"a","method":"ping"}""", "DUNES-UP-006")]
    public async Task A_wrong_answer_ends_the_call(string answer, string code)
    {
        Assert.Equal(code, (await FailAsync(c => JsonAsync(c, 200, answer))).Code);
        if (!answer.Contains("ping"))
            Assert.Equal(code, (await FailAsync(c => SseAsync(c, answer))).Code);
    }

    [Theory]
    [InlineData(500, ErrorKind.Upstream, "DUNES-UP-005")]
    [InlineData(302, ErrorKind.Upstream, "DUNES-UP-005")]
    [InlineData(401, ErrorKind.Upstream, "DUNES-UP-005")]
    [InlineData(202, ErrorKind.Upstream, "DUNES-UP-006")]
    public async Task A_status_without_a_message_ends_the_call(int status, ErrorKind kind, string code)
    {
        var error = await FailAsync(c =>
        {
            c.Response.StatusCode = status;
            c.Response.Headers.Location = "http://127.0.0.1:1/";
            return Task.CompletedTask;
        });
        Assert.Equal((code, kind), (error.Code, error.Kind));
    }

    [Fact]
    public async Task A_message_that_is_too_long_ends_the_call()
    {
        var junk = new byte[1 << 20];
        Array.Fill(junk, (byte)'x');
        async Task Endless(HttpContext c, string type, string start)
        {
            c.Response.ContentType = type;
            await c.Response.WriteAsync(start);
            while (!c.RequestAborted.IsCancellationRequested)
                await c.Response.Body.WriteAsync(junk, c.RequestAborted);
        }
        Assert.Equal("DUNES-UP-007", (await FailAsync(c => Endless(c, "application/json", "\""))).Code);
        Assert.Equal("DUNES-UP-007", (await FailAsync(c => Endless(c, "text/event-stream", "data: "))).Code);
    }

    [Fact]
    public async Task A_stream_that_ends_or_breaks_before_the_answer_leaves_it_unknown()
    {
        Assert.Equal(ErrorKind.Unknown, (await FailAsync(c => SseAsync(c, Progress))).Kind);
        Assert.Equal(ErrorKind.Unknown, (await FailAsync(async c =>
        {
            await SseAsync(c, Progress);
            c.Abort();
        })).Kind);
    }

    [Fact]
    public async Task Silence_has_an_end_and_life_has_none()
    {
        var (time, asked, next) = (new FakeTimeProvider(), new TaskCompletionSource(), new SemaphoreSlim(0));
        var mute = FailAsync(
            c =>
            {
                asked.SetResult();
                return Task.Delay(Timeout.Infinite, c.RequestAborted);
            },
            time);
        await asked.Task;
        time.Advance(Limit);
        Assert.Equal("DUNES-UP-003", (await mute).Code);

        var falling = FailAsync(
            async c =>
            {
                await SseAsync(c, Progress);
                await Task.Delay(Timeout.Infinite, c.RequestAborted);
            },
            time,
            () => time.Advance(Limit));
        Assert.Equal("DUNES-UP-003", (await falling).Code);

        var messages = await SendAsync(
            async c =>
            {
                for (var i = 0; i < 8; i++)
                {
                    await SseAsync(c, Progress);
                    await next.WaitAsync(c.RequestAborted);
                }
                await SseAsync(c, Answer);
            },
            time,
            () =>
            {
                time.Advance(Limit * 0.8);
                next.Release();
            });
        Assert.Equal(9, messages.Count);
    }

    [Fact]
    public async Task Nothing_was_sent_when_nobody_listens()
    {
        await using var connection = Connect("http://127.0.0.1:1/mcp");
        var error = await Assert.ThrowsAsync<DunesException>(() => ReadAsync(connection.SendAsync(Request, default)));
        Assert.Equal(("DUNES-UP-002", ErrorKind.Unavailable), (error.Code, error.Kind));
    }

    [Fact]
    public async Task Carries_the_session_of_the_upstream_until_it_is_lost()
    {
        var seen = new ConcurrentQueue<string>();
        await using var server = await HttpServer.StartAsync(async c =>
        {
            seen.Enqueue($"{c.Request.Method} {c.Request.Headers["Mcp-Session-Id"]} {c.Request.Headers["MCP-Protocol-Version"]} {c.Request.Headers["X-Key"]}");
            var body = await new StreamReader(c.Request.Body).ReadToEndAsync();
            if (body.Contains("initialize"))
                c.Response.Headers["Mcp-Session-Id"] = "s1";
            if (c.Request.Method == "POST" && body.Contains("\"lost\""))
                await JsonAsync(c, 404, """{"jsonrpc":"2.0","id":"a","error":{"code":-32001,"message":"Session not found"}}""");
            else if (c.Request.Method == "POST")
                await JsonAsync(c, 200, Answer);
        });
        await using var connection = Connect(server.Url, headers: ("X-Key", "k"));
        var initialize = Parse("""{"jsonrpc":"2.0","id":"a","method":"initialize","params":{}}""");
        await ReadAsync(connection.SendAsync(initialize, default));
        connection.Bind(new UpstreamBinding("2025-11-25", connection.SessionId, initialize.Json));
        await ReadAsync(connection.SendAsync(Request, default));
        var lost = Parse("""{"jsonrpc":"2.0","id":"a","method":"lost"}""");
        var error = await Assert.ThrowsAsync<DunesException>(() => ReadAsync(connection.SendAsync(lost, default)));
        Assert.Equal(("DUNES-UP-004", ErrorKind.Gone), (error.Code, error.Kind));
        await connection.EndAsync(default);
        Assert.Equal(["POST   k", "POST s1 2025-11-25 k", "POST s1 2025-11-25 k", "DELETE s1 2025-11-25 k"], seen);
    }

    [Fact]
    public async Task The_modern_era_says_method_and_name_in_headers()
    {
        string? headers = null;
        await using var server = await HttpServer.StartAsync(c =>
        {
            headers = $"{c.Request.Headers["Mcp-Method"]} {c.Request.Headers["Mcp-Name"]} {c.Request.Headers["MCP-Protocol-Version"]} {c.Request.Headers["Mcp-Session-Id"]}";
            return JsonAsync(c, 200, Answer);
        });
        await using var connection = Connect(server.Url, ProtocolEra.Modern);
        var request = Parse("""{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"grüß","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}""");
        await ReadAsync(connection.SendAsync(request, default));
        Assert.Equal("tools/call =?base64?Z3LDvMOf?= 2026-07-28 ", headers);
    }

    [Fact]
    public async Task Cancelling_aborts_the_exchange()
    {
        var aborted = new TaskCompletionSource();
        await using var server = await HttpServer.StartAsync(async c =>
        {
            await SseAsync(c, Progress);
            c.RequestAborted.Register(aborted.SetResult);
            await Task.Delay(Timeout.Infinite, c.RequestAborted);
        });
        await using var connection = Connect(server.Url, ProtocolEra.Modern);
        using var cancel = new CancellationTokenSource();
        var reading = ReadAsync(connection.SendAsync(Request, cancel.Token), () => cancel.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await aborted.Task.WaitAsync(SlowMachine.Limit);
    }

    [Fact]
    public async Task Listens_where_the_upstream_has_a_stream_and_does_without_where_not()
    {
        await using var server = await HttpServer.StartAsync(c => c.Request.Path == "/mcp/none"
            ? Task.FromResult(c.Response.StatusCode = 405)
            : SseAsync(c, Progress));
        await using var connection = Connect(server.Url, ProtocolEra.Legacy);
        Assert.Single(await ReadAsync(connection.ListenAsync(default)));
        await using var without = Connect(server.Url + "/none", ProtocolEra.Legacy);
        Assert.Empty(await ReadAsync(without.ListenAsync(default)));
    }

    private static async Task<List<string>> SendAsync(RequestDelegate handler, TimeProvider? time = null, Action? atEach = null)
    {
        await using var server = await HttpServer.StartAsync(handler);
        await using var connection = Connect(server.Url, time: time);
        return await ReadAsync(connection.SendAsync(Request, default), atEach);
    }

    private static Task<DunesException> FailAsync(RequestDelegate handler, TimeProvider? time = null, Action? atEach = null) =>
        Assert.ThrowsAsync<DunesException>(() => SendAsync(handler, time, atEach));

    private static HttpUpstreamConnection Connect(
        string url, ProtocolEra era = ProtocolEra.Legacy, TimeProvider? time = null, params (string Name, string Value)[] headers) => new(
        "u",
        new UpstreamOptions
        {
            Url = url,
            Headers = headers.ToDictionary(h => h.Name, h => h.Value),
            ResponseTimeout = Limit,
            SilenceTimeout = Limit,
        },
        era,
        HttpUpstreamClient.Create(),
        time ?? TimeProvider.System,
        NullLogger<HttpUpstreamConnection>.Instance);

    private static async Task<List<string>> ReadAsync(IAsyncEnumerable<McpMessage> messages, Action? atEach = null)
    {
        var read = new List<string>();
        await foreach (var message in messages)
        {
            read.Add(Encoding.UTF8.GetString(message.Json));
            atEach?.Invoke();
        }
        return read;
    }

    private static McpMessage Parse(string json) => McpMessageParser.Parse(Encoding.UTF8.GetBytes(json));

    private static Task JsonAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    private static async Task SseAsync(HttpContext context, params string[] messages)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = "text/event-stream";
        foreach (var message in messages)
            await context.Response.WriteAsync($"event: message\ndata: {message}\n\n");
        await context.Response.Body.FlushAsync();
    }
}
