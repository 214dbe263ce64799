using System.Collections.Concurrent;
using System.Text;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Mcp;
using Dunes.Abstractions.Sessions;
using Dunes.Grains.Tests.Upstreams;
using Microsoft.AspNetCore.Http;

namespace Dunes.Grains.Tests.Sessions;

/// <summary>One silo and one upstream for many tests; every test has contexts of its own.</summary>
public sealed class SessionFixture : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> gates = new();
    private HttpServer? upstream;

    public static Principal Alice { get; } = new("default", "https://issuer", "alice", "alice", [Roles.Agent]);

    public static Principal Bob { get; } = new("default", "https://issuer", "bob", "bob", [Roles.Agent]);

    internal SessionSilo Silo { get; private set; } = null!;

    internal string Folder { get; } = SessionSilo.NewFolder();

    internal string UpstreamUrl => upstream!.Url;

    internal ConcurrentQueue<string> Seen { get; } = new();

    public async ValueTask InitializeAsync()
    {
        upstream = await HttpServer.StartAsync(AnswerAsync);
        Silo = await SessionSilo.StartAsync(Folder, upstream.Url);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gate in gates.Values)
            gate.TrySetResult();
        await Silo.DisposeAsync();
        await upstream!.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    internal static McpMessage Parse(string json) => McpMessageParser.Parse(Encoding.UTF8.GetBytes(json));

    internal static McpMessage Call(int id, string method = "tools/call", string name = "echo") =>
        Parse($$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"{{{method}}}","params":{"name":"{{{name}}}"}}""");

    internal static string Text(StreamPage page) => string.Join("\n", page.Messages.Select(Encoding.UTF8.GetString));

    internal async Task<ISessionGrain> OpenAsync(ProtocolEra era = ProtocolEra.Legacy, SessionSilo? silo = null)
    {
        var grain = (silo ?? Silo).Grains.GetGrain<ISessionGrain>("context-" + Guid.NewGuid().ToString("N"));
        await grain.OpenAsync(new OpenContext(Alice, "web", era, "test/1"));
        return grain;
    }

    /// <summary>Lets the upstream answer calls of the tool <c>gate-{name}</c>.</summary>
    internal void Release(string name) => gates.GetOrAdd(name, _ => new()).TrySetResult();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Method != "POST")
            return;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var message = McpMessageParser.Parse(body.ToArray());
        Seen.Enqueue($"{message.Method ?? "response"} {context.Request.Headers["Mcp-Session-Id"]}");
        if (message.Kind != McpMessageKind.Request)
        {
            if (message.Kind == McpMessageKind.Response)
                gates.GetOrAdd("answered", _ => new()).TrySetResult();
            context.Response.StatusCode = 202;
            return;
        }
        switch (message.Name ?? message.Method)
        {
            case "ask":
                await SseAsync(context, """{"jsonrpc":"2.0","id":1,"method":"elicitation/create","params":{}}""");
                await gates.GetOrAdd("answered", _ => new()).Task;
                await SseAsync(context, Answer(message));
                break;
            case "flood":
                for (var i = 0; i < 2000; i++)
                    await SseAsync(context, """{"jsonrpc":"2.0","method":"notifications/message","params":{}}""");
                await SseAsync(context, Answer(message));
                break;
            case "fail":
                context.Response.StatusCode = 500;
                break;
            case { } gated when gated.StartsWith("gate-"):
                await SseAsync(context, """{"jsonrpc":"2.0","method":"notifications/message","params":{}}""");
                await gates.GetOrAdd(gated, _ => new()).Task.WaitAsync(context.RequestAborted);
                await SseAsync(context, Answer(message));
                break;
            default:
                if (message.Method == "initialize")
                    context.Response.Headers["Mcp-Session-Id"] = "upstream-session";
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(Answer(message));
                break;
        }
    }

    private static string Answer(McpMessage request) => request.Method == "initialize"
        ? $$$"""{"jsonrpc":"2.0","id":{{{request.IdText}}},"result":{"protocolVersion":"2025-11-25"}}"""
        : $$$"""{"jsonrpc":"2.0","id":{{{request.IdText}}},"result":{"content":[]}}""";

    private static async Task SseAsync(HttpContext context, string message)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync($"data: {message}\n\n");
        await context.Response.Body.FlushAsync();
    }
}
