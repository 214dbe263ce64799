using System.Net.Http.Headers;
using System.Text;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Gateway.Tests.Hosting;
using static Dunes.Gateway.Tests.Mcp.McpClient;

namespace Dunes.Gateway.Tests.Mcp;

public sealed class McpEndpointTests(GatewayFixture gateway)
{
    [Theory]
    [InlineData(null, 200)]
    [InlineData("http://gateway.test", 200)]
    [InlineData("http://GATEWAY.test:80", 200)]
    [InlineData("https://app.example.org", 200)]
    [InlineData("http://localhost:3000", 200)]
    [InlineData("http://127.0.0.1", 200)]
    [InlineData("https://gateway.test", 403)]
    [InlineData("http://evil.example", 403)]
    [InlineData("http://localhost.evil.example", 403)]
    [InlineData("null", 403)]
    public async Task Origin_is_checked_before_anything_else(string? origin, int status)
    {
        gateway.Events.Clear();

        using var response = await gateway.SendAsync(Modern("echo").With("Origin", origin), status == 403 ? "" : null);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 403 ? 1 : 0, gateway.Events.Of(SecurityEventType.RequestRejected).Count);
        Assert.Empty(gateway.Events.Of(SecurityEventType.AuthFailure));
    }

    [Theory]
    [InlineData(Roles.Agent, 200)]
    [InlineData(Roles.Admin, 200)]
    [InlineData(Roles.Operator, 403)]
    [InlineData(Roles.Auditor, 403)]
    [InlineData("root", 403)]
    public async Task Only_agents_and_admins_call(string role, int status)
    {
        gateway.Events.Clear();

        using var response = await gateway.SendAsync(Modern("echo"), await gateway.TokenAsync(role));

        Assert.Equal(status, (int)response.StatusCode);
        var denied = gateway.Events.DurableOf(SecurityEventType.AuthorizationDenied);
        Assert.Equal(status == 403 ? 1 : 0, denied.Count);
        if (status == 403)
        {
            Assert.Equal("alice", denied[0].Actor?.Subject);
            Assert.Contains("error=\"insufficient_scope\"", response.Headers.WwwAuthenticate.ToString());
        }
    }

    [Fact]
    public async Task An_unknown_upstream_is_not_found()
    {
        using var response = await gateway.SendAsync(Modern("echo", upstream: "nope"));

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("DUNES-MCP-006", (string)(await JsonAsync(response))["error"]!["data"]!["code"]!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_refused(bool isChunked)
    {
        gateway.Events.Clear();
        var request = Post(LegacyCall(new string('a', GatewayFixture.MaxBodyBytes)));
        request.Headers.TransferEncodingChunked = isChunked;
        request.Headers.ExpectContinue = true;

        using var response = await gateway.SendAsync(request);

        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal("DUNES-MCP-002", Assert.Single(gateway.Events.Of(SecurityEventType.RequestRejected)).StatusCode);
    }

    [Fact]
    public async Task A_chunked_body_within_the_limit_is_read()
    {
        var request = Post(LegacyCall(new string('a', GatewayFixture.MaxBodyBytes - 200)));
        request.Headers.TransferEncodingChunked = true;

        using var response = await gateway.SendAsync(request);

        // Read and understood: what it lacks is a session.
        Assert.Equal("DUNES-MCP-007", (string)(await JsonAsync(response))["error"]!["data"]!["code"]!);
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("application/jsonp", 415)]
    [InlineData("application/json; charset=utf-8", 200)]
    public async Task The_content_type_is_json(string contentType, int status)
    {
        var request = Modern("echo");
        request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

        using var response = await gateway.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("application/json", 406)]
    [InlineData("text/event-stream", 406)]
    [InlineData("text/html", 406)]
    [InlineData("application/json, text/event-stream;q=0", 406)]
    [InlineData(null, 406)]
    [InlineData("*/*", 200)]
    [InlineData("application/*;q=0.5, text/event-stream", 200)]
    public async Task Accept_lists_both_forms_of_answer(string? accept, int status)
    {
        using var response = await gateway.SendAsync(Modern("echo").With("Accept", accept));

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("{", -32700)]
    [InlineData("", -32700)]
    [InlineData("[]", -32600)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"ping"}]""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"ping"}""", -32600)]
    public async Task What_is_no_message_is_refused(string body, int code)
    {
        gateway.Events.Clear();

        using var response = await gateway.SendAsync(Post(body));

        Assert.Equal(400, (int)response.StatusCode);
        var json = await JsonAsync(response);
        Assert.Equal(code, (int)json["error"]!["code"]!);
        Assert.Null(json["id"]);
        Assert.Equal("DUNES-MCP-005", Assert.Single(gateway.Events.Of(SecurityEventType.RequestRejected)).StatusCode);
    }

    [Fact]
    public async Task Deep_nesting_is_refused()
    {
        using var response = await gateway.SendAsync(Post(
            $$"""{"jsonrpc":"2.0","method":"m","params":{"x":{{new string('[', 5000)}}{{new string(']', 5000)}} } }"""));

        Assert.Equal(-32700, (int)(await JsonAsync(response))["error"]!["code"]!);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_refused()
    {
        var request = Post("");
        request.Content = new ByteArrayContent([.. Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","method":""" + "\""), 0xC0, 0x80, (byte)'"', (byte)'}']);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var response = await gateway.SendAsync(request);

        Assert.Equal(-32700, (int)(await JsonAsync(response))["error"]!["code"]!);
    }

    [Theory]
    [InlineData(ErrorKind.Invalid, 400, -32602, "safe")]
    [InlineData(ErrorKind.Forbidden, 403, -32603, "safe")]
    [InlineData(ErrorKind.Conflict, 409, -32603, "safe")]
    [InlineData(ErrorKind.Exhausted, 429, -32603, "safe")]
    [InlineData(ErrorKind.Unavailable, 503, -32603, "safe")]
    [InlineData(ErrorKind.Unknown, 504, -32603, "unknown")]
    [InlineData(ErrorKind.Upstream, 502, -32603, "unknown")]
    [InlineData(ErrorKind.Integrity, 500, -32603, "unknown")]
    public async Task An_error_of_the_cluster_tells_its_code_and_whether_to_try_again(ErrorKind kind, int status, int jsonRpcCode, string retry)
    {
        using var response = await gateway.SendAsync(Modern($"fail-{kind}", "9"));

        Assert.Equal(status, (int)response.StatusCode);
        var json = await JsonAsync(response);
        Assert.Equal(9, (int)json["id"]!);
        Assert.Equal(jsonRpcCode, (int)json["error"]!["code"]!);
        Assert.Equal("DUNES-TEST-001", (string)json["error"]!["data"]!["code"]!);
        Assert.Equal(retry, (string)json["error"]!["data"]!["retry"]!);
    }

    [Theory]
    [InlineData("timeout", 504, "DUNES-MCP-015")]
    [InlineData("unavailable", 504, "DUNES-MCP-015")]
    [InlineData("crash", 500, "DUNES-MCP-016")]
    public async Task An_error_nobody_foresaw_tells_nothing_of_its_inside(string tool, int status, string code)
    {
        using var response = await gateway.SendAsync(Modern(tool));

        Assert.Equal(status, (int)response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains(code, text, StringComparison.Ordinal);
        Assert.Contains("\"retry\":\"unknown\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }
}
