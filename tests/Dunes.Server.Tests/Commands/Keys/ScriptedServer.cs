using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Dunes.Server.Client;
using Dunes.Testing;

namespace Dunes.Server.Tests.Commands.Keys;

/// <summary>An HTTP server that answers as it is told, and remembers what it was asked.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentDictionary<string, Func<JsonElement, object>> answers = new();
    private readonly ConcurrentQueue<(string Request, JsonElement Body)> requests = new();
    private readonly Task serving;

    public ScriptedServer()
    {
        Url = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{FreePort.Next()}/");
        listener.Prefixes.Add(Url);
        listener.Start();
        serving = Task.Run(ServeAsync);
    }

    public string Url { get; }

    /// <summary>What was asked, oldest first.</summary>
    public IReadOnlyList<(string Request, JsonElement Body)> Requests => [.. requests];

    /// <summary>The body of the only request of this method and path.</summary>
    public JsonElement Body(string request) => Assert.Single(Requests, r => r.Request == request).Body;

    /// <summary>Answers "METHOD /path?query".</summary>
    public ScriptedServer On(string request, Func<JsonElement, object> answer)
    {
        answers[request] = answer;
        return this;
    }

    public ScriptedServer On(string request, object answer) => On(request, _ => answer);

    public void Dispose()
    {
        listener.Close();
        serving.GetAwaiter().GetResult();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or InvalidOperationException)
            {
                // Closed, while it waited or just before.
                return;
            }

            try
            {
                await AnswerAsync(context);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The caller went away, or has all it asked for and the test is over.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var request = $"{context.Request.HttpMethod} {context.Request.Url!.PathAndQuery}";
        var body = context.Request.HasEntityBody ? await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.InputStream) : default;
        requests.Enqueue((request, body));
        var answer = context.Request.Headers["Authorization"] != "Bearer token"
            ? new Problem(401, "DUNES-AUTH-001", "No token.")
            : answers.TryGetValue(request, out var make) ? make(body) : new Problem(404, "not-scripted", $"Nobody scripted {request}.");
        using var response = context.Response;
        response.ContentType = answer is Problem ? "application/problem+json" : "application/json";
        response.StatusCode = (answer as Problem)?.Status ?? 200;
        // Now and then HttpListener ends a connection that the client is about to use again.
        response.KeepAlive = false;
        var content = JsonSerializer.SerializeToUtf8Bytes(answer, answer.GetType(), ServerClient.Json);
        response.ContentLength64 = content.Length;
        await response.OutputStream.WriteAsync(content);
    }

    internal sealed record Problem(int Status, string Code, string Detail);
}
