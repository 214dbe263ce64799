using System.Net.Http.Headers;
using System.Text;

namespace Dunes.Benchmarks.Load;

/// <summary>A legacy-era MCP session, opened by the book.</summary>
internal sealed record McpSession(Uri Target, string? Token, string? SessionId)
{
    private const string Protocol = "2025-11-25";
    private const string Payload = "The quick brown fox jumps over the lazy dog, and the gateway writes it all down before it answers.";

    public static async Task<McpSession> OpenAsync(HttpClient http, Uri target, string? token)
    {
        using var response = await PostAsync(http, target, token, null,
            $$$$"""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"{{{{Protocol}}}}","capabilities":{},"clientInfo":{"name":"load","version":"1"}}}""");
        response.EnsureSuccessStatusCode();
        var id = response.Headers.TryGetValues("Mcp-Session-Id", out var values) ? values.First() : null;
        using var initialized = await PostAsync(http, target, token, id, """{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        initialized.EnsureSuccessStatusCode();
        return new(target, token, id);
    }

    /// <summary>The bytes of a complete <c>tools/call echo</c> request.</summary>
    public byte[] EchoRequest()
    {
        var body = $$$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"message":"{{{{Payload}}}}"}}}""";
        var head = new StringBuilder()
            .Append($"POST {Target.AbsolutePath} HTTP/1.1\r\nHost: {Target.Authority}\r\n")
            .Append("Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n")
            .Append($"MCP-Protocol-Version: {Protocol}\r\n");
        if (SessionId is not null)
            head.Append($"Mcp-Session-Id: {SessionId}\r\n");
        if (Token is not null)
            head.Append($"Authorization: Bearer {Token}\r\n");
        head.Append($"Content-Length: {body.Length}\r\n\r\n").Append(body);
        return Encoding.ASCII.GetBytes(head.ToString());
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, Uri target, string? token, string? session, string json)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", Protocol);
        if (session is not null)
            request.Headers.Add("Mcp-Session-Id", session);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http.SendAsync(request);
    }
}
