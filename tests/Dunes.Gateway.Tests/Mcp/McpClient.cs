using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Dunes.Gateway.Tests.Hosting;

namespace Dunes.Gateway.Tests.Mcp;

/// <summary>Writes MCP requests as bytes on the wire, so that tests can write wrong ones.</summary>
internal sealed class McpClient(GatewayFixture gateway)
{
    public const string Meta = """{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":{"name":"t","version":"1"}}""";

    public static HttpRequestMessage Post(string json, string upstream = "demo")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/mcp/{upstream}") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        return request;
    }

    public static string Call(string tool, string id = "1", string meta = Meta) =>
        $$"""{"jsonrpc":"2.0","id":{{id}},"method":"tools/call","params":{"name":"{{tool}}","_meta":{{meta}} } }""";

    public static string LegacyCall(string tool, string id = "1") =>
        $$"""{"jsonrpc":"2.0","id":{{id}},"method":"tools/call","params":{"name":"{{tool}}"} }""";

    public static HttpRequestMessage Modern(string tool, string id = "1", string meta = Meta, string upstream = "demo") =>
        Post(Call(tool, id, meta), upstream).With("MCP-Protocol-Version", "2026-07-28").With("Mcp-Method", "tools/call").With("Mcp-Name", tool);

    public async Task<string> InitializeAsync(string? token = null, string upstream = "demo")
    {
        using var response = await gateway.SendAsync(Post(Initialize("good"), upstream), token);
        Assert.Equal(200, (int)response.StatusCode);
        return response.Headers.GetValues("Mcp-Session-Id").Single();
    }

    public static string Initialize(string client) =>
        $$"""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"{{client}}","version":"1"} } }""";

    public static async Task<JsonNode> JsonAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>Events as (id, message) up to the end of the stream.</summary>
    public static async Task<List<(string? Id, JsonNode Message)>> EventsAsync(HttpResponseMessage response)
    {
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var events = new List<(string?, JsonNode)>();
        foreach (var block in (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = block.Split('\n');
            var data = string.Join('\n', lines.Where(l => l.StartsWith("data: ")).Select(l => l[6..]));
            if (data.Length > 0)
                events.Add((lines.FirstOrDefault(l => l.StartsWith("id: "))?[4..], JsonNode.Parse(data)!));
        }
        return events;
    }
}

internal static class HttpRequestMessageExtensions
{
    public static HttpRequestMessage With(this HttpRequestMessage request, string header, string? value)
    {
        request.Headers.Remove(header);
        if (value is not null)
            request.Headers.TryAddWithoutValidation(header, value);
        return request;
    }
}
