using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;

namespace Dunes.EndToEnd.Tests.Wire;

/// <summary>
/// A session of the 2025-11-25 protocol on bare HTTP: unlike the SDK's clients it shows when exactly each answer arrived, and can be taken to another node.
/// Safe for calls at once.
/// </summary>
public sealed class LegacySession
{
    private const string Version = "2025-11-25";

    private readonly HttpClient http;
    private readonly string path;
    private readonly IdSource ids;

    private LegacySession(HttpClient http, string path, IdSource ids) => (this.http, this.path, this.ids) = (http, path, ids);

    /// <summary>The session's id, which is its context's.</summary>
    public string Id { get; private init; } = "";

    /// <summary>Initializes a session at an upstream.</summary>
    public static async Task<LegacySession> OpenAsync(HttpClient http, string upstream)
    {
        var opening = new LegacySession(http, $"mcp/{upstream}", new IdSource());
        var initialize = new JsonObject
        {
            ["protocolVersion"] = Version,
            ["capabilities"] = new JsonObject { ["elicitation"] = new JsonObject() },
            ["clientInfo"] = new JsonObject { ["name"] = "dunes-wire", ["version"] = "1" },
        };
        using var response = await opening.PostAsync(opening.Request("initialize", initialize), CancellationToken.None);
        await Answer(response, CancellationToken.None).LastAsync();
        var session = new LegacySession(http, opening.path, opening.ids) { Id = response.Headers.GetValues("Mcp-Session-Id").Single() };
        await session.NotifyAsync("notifications/initialized");
        return session;
    }

    /// <summary>The same session through another node, or with another token.</summary>
    public LegacySession Through(HttpClient other) => new(other, path, ids) { Id = Id };

    /// <summary>A session of which only the id is known.</summary>
    public LegacySession Named(string id) => new(http, path, ids) { Id = id };

    /// <summary>Calls <c>echo</c> and returns what came back. Throws <see cref="McpErrorException"/> for an answer that is no result, <see cref="HttpRequestException"/> for none.</summary>
    public async Task<string> EchoAsync(string message, CancellationToken cancelled = default) =>
        Text(await CallToolAsync("echo", new() { ["message"] = message }, cancelled).LastAsync(cancelled));

    /// <summary>Calls a tool. Everything the server sends on the way to the answer, and the answer last.</summary>
    public IAsyncEnumerable<JsonNode> CallToolAsync(string tool, JsonObject arguments, CancellationToken cancelled = default) =>
        SendAsync("tools/call", new() { ["name"] = tool, ["arguments"] = arguments, ["_meta"] = new JsonObject { ["progressToken"] = "p" } }, cancelled);

    /// <summary>Sends a request. Everything the server sends on the way to the answer, and the answer last.</summary>
    public async IAsyncEnumerable<JsonNode> SendAsync(
        string method, JsonObject parameters, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancelled = default)
    {
        using var response = await PostAsync(Request(method, parameters), cancelled);
        await foreach (var message in Answer(response, cancelled))
            yield return message;
    }

    /// <summary>Answers a request of the server.</summary>
    public async Task RespondAsync(JsonNode id, JsonObject result)
    {
        using var response = await PostAsync(new() { ["jsonrpc"] = "2.0", ["id"] = id.DeepClone(), ["result"] = result }, CancellationToken.None);
    }

    /// <summary>Sends a notification.</summary>
    public async Task NotifyAsync(string method)
    {
        using var response = await PostAsync(new() { ["jsonrpc"] = "2.0", ["method"] = method }, CancellationToken.None);
    }

    /// <summary>The text of a tool's answer.</summary>
    public static string Text(JsonNode answer) => (string)answer["result"]!["content"]![0]!["text"]!;

    private JsonObject Request(string method, JsonObject parameters) =>
        new() { ["jsonrpc"] = "2.0", ["id"] = ids.Next(), ["method"] = method, ["params"] = parameters };

    private async Task<HttpResponseMessage> PostAsync(JsonObject message, CancellationToken cancelled)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(message.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        if (Id.Length > 0)
        {
            request.Headers.Add("Mcp-Session-Id", Id);
            request.Headers.Add("MCP-Protocol-Version", Version);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancelled);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw new McpErrorException(response.StatusCode, await response.Content.ReadAsStringAsync(cancelled));
    }

    private static async IAsyncEnumerable<JsonNode> Answer(
        HttpResponseMessage response, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancelled)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancelled);
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            yield return Checked((await JsonNode.ParseAsync(body, cancellationToken: cancelled))!, response);
            yield break;
        }

        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancelled))
        {
            var message = Checked(JsonNode.Parse(item.Data)!, response);
            yield return message;
            if (message["method"] is null)
                yield break;
        }

        throw new HttpRequestException("The stream ended before the answer.");
    }

    private static JsonNode Checked(JsonNode message, HttpResponseMessage response) =>
        message["error"] is null ? message : throw new McpErrorException(response.StatusCode, message.ToJsonString());

    private sealed class IdSource
    {
        private int last;

        public int Next() => Interlocked.Increment(ref last);
    }
}
