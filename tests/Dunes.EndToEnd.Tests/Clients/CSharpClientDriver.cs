using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using static Dunes.EndToEnd.Tests.Clients.ExpectationFailedException;

namespace Dunes.EndToEnd.Tests.Clients;

/// <summary>Walks through every feature of the demo server with the official C# client, as the TypeScript drivers do with theirs.</summary>
public static partial class CSharpClientDriver
{
    /// <summary>The last protocol version that begins with <c>initialize</c>.</summary>
    public const string Legacy = "2025-11-25";

    /// <summary>The first protocol version without sessions.</summary>
    public const string Modern = "2026-07-28";

    private static readonly string[] ToolNames = ["ask", "clock", "echo", "notes_add", "notes_list", "slow"];

    /// <summary>Drives an MCP endpoint over Streamable HTTP; a legacy session is deleted at the end, and must then be gone.</summary>
    /// <param name="endpoint">The MCP endpoint.</param>
    /// <param name="bearerToken">The token of every request's Authorization header.</param>
    /// <param name="protocolVersion"><see cref="Legacy"/> or <see cref="Modern"/>: the only version accepted.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="ExpectationFailedException">The server answered differently from what the demo's client expects.</exception>
    public static async Task<CSharpClientSummary> RunAsync(
        Uri endpoint, string bearerToken, string protocolVersion, CancellationToken cancellationToken = default)
    {
        await using var transport = new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = endpoint,
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {bearerToken}" },
        });
        var summary = await RunAsync(transport, protocolVersion, cancellationToken);

        Require(summary.SessionId is not null == (protocolVersion == Legacy), "a session in the legacy era only", summary.SessionId);
        if (summary.SessionId is { } session)
            await RequireGoneAsync(endpoint, bearerToken, session, cancellationToken);
        return summary;
    }

    /// <summary>Drives the server behind any transport, a child process on stdio for one.</summary>
    /// <inheritdoc cref="RunAsync(Uri, string, string, CancellationToken)"/>
    public static async Task<CSharpClientSummary> RunAsync(
        IClientTransport transport, string protocolVersion, CancellationToken cancellationToken = default)
    {
        var respondent = new Respondent();
        var options = new McpClientOptions
        {
            ClientInfo = new Implementation { Name = "dunes-csharp-driver", Version = "1.0.0" },
            ProtocolVersion = protocolVersion,
            Capabilities = new ClientCapabilities { Elicitation = new ElicitationCapability { Form = new FormElicitationCapability() } },
            InitializationTimeout = TimeSpan.FromMinutes(2),

            // Its default, five seconds, is less than a cold server on a busy machine takes for its first answer: the client would take it for one of the legacy era.
            DiscoverProbeTimeout = TimeSpan.FromMinutes(2),
            Handlers = new McpClientHandlers { ElicitationHandler = respondent.AnswerAsync },
        };
        await using var client = await McpClient.CreateAsync(transport, options, cancellationToken: cancellationToken);
        Require(client.NegotiatedProtocolVersion == protocolVersion, $"protocol {protocolVersion}", client.NegotiatedProtocolVersion);

        var tools = await RequireToolsAsync(client, cancellationToken);
        await RequirePlainCallsAsync(client, cancellationToken);
        var progress = await RequireProgressAsync(client, cancellationToken);
        await RequireElicitationAsync(client, respondent, cancellationToken);
        var prompts = await RequirePromptAsync(client, cancellationToken);
        var resources = await RequireResourceAsync(client, cancellationToken);
        await RequireErrorsAsync(client, cancellationToken);
        if (protocolVersion == Legacy)
            await client.PingAsync(cancellationToken: cancellationToken);

        return new(protocolVersion, client.SessionId, tools, prompts, resources, progress, respondent.Forms.Count);
    }

    private static async Task<int> RequireToolsAsync(McpClient client, CancellationToken cancellationToken)
    {
        var tools = await client.ListToolsAsync(cancellationToken: cancellationToken);
        RequireSame(ToolNames, tools.Select(tool => tool.Name).Order(StringComparer.Ordinal), "the tools");
        foreach (var (name, readOnly) in new[] { ("echo", true), ("notes_add", false) })
        {
            var hint = tools.Single(tool => tool.Name == name).ProtocolTool.Annotations?.ReadOnlyHint;
            Require(hint == readOnly, $"readOnlyHint {readOnly} on {name}", hint);
        }

        return tools.Count;
    }

    private static async Task RequirePlainCallsAsync(McpClient client, CancellationToken cancellationToken)
    {
        const string message = "Grüße aus den Dünen, 砂丘 🏜 \0 \"quoted\"\n";
        RequireSame([message], await CallAsync(client, "echo", new() { ["message"] = message }, cancellationToken), "the echo");

        var time = await CallAsync(client, "clock", [], cancellationToken);
        Require(time is [var only] && UtcTime().IsMatch(only), "one UTC time", string.Join(", ", time));

        var note = $"note {Guid.NewGuid()}";
        var kept = await CallAsync(client, "notes_add", new() { ["text"] = note }, cancellationToken);
        Require(kept is [var number] && number.EndsWith(" kept."), "the note's number", string.Join(", ", kept));
        var notes = await CallAsync(client, "notes_list", [], cancellationToken);
        Require(notes.Contains(note), "the note just added in notes_list", string.Join(", ", notes));
    }

    private static async Task<int> RequireProgressAsync(McpClient client, CancellationToken cancellationToken)
    {
        const int steps = 5;

        // The SDK hands each notification to the thread pool, where some may come in another order or behind the answer, after which a call's own progress hears
        // nothing any more: what the server sent is what the client as a whole has heard.
        var heard = new ProgressRecord(steps);
        var ofCall = new ProgressRecord(steps);
        await using var listening = client.RegisterNotificationHandler(NotificationMethods.ProgressNotification, heard.TakeAsync);
        var arguments = new Dictionary<string, object?> { ["steps"] = steps, ["delayMs"] = 40 };
        var result = await client.CallToolAsync("slow", arguments, ofCall, cancellationToken: cancellationToken);

        RequireSame([$"Done after {steps} steps."], Texts("slow", result), "the answer of slow");
        var progress = await heard.AllAsync(cancellationToken);
        RequireSame(Enumerable.Range(1, steps).Select(step => $"{step} of {steps}"), progress.Select(Line).Order(StringComparer.Ordinal), "the progress");
        Require(ofCall.Snapshot().All(value => progress.Select(Line).Contains(Line(value))), "nothing else as the call's progress", string.Join(", ", ofCall.Snapshot().Select(Line)));
        return progress.Count;

        static string Line(ProgressNotificationValue value) => $"{value.Progress} of {value.Total}";
    }

    private static async Task RequireElicitationAsync(McpClient client, Respondent respondent, CancellationToken cancellationToken)
    {
        var answered = await CallAsync(client, "ask", new() { ["question"] = "Your name?" }, cancellationToken);
        RequireSame([$"The user answered: {Respondent.Answer}"], answered, "the accepted answer");
        var declined = await CallAsync(client, "ask", new() { ["question"] = "Really?" }, cancellationToken);
        RequireSame(["The user did not answer (decline)."], declined, "the declined answer");
        RequireSame(["Your name?", "Really?"], respondent.Forms.Select(form => form.Message), "the questions");
        var fields = respondent.Forms.First().RequestedSchema?.Properties.Keys ?? [];
        RequireSame(["answer"], fields, "the form's fields");
    }

    private static async Task<int> RequirePromptAsync(McpClient client, CancellationToken cancellationToken)
    {
        var prompts = await client.ListPromptsAsync(cancellationToken: cancellationToken);
        RequireSame(["summarize"], prompts.Select(prompt => prompt.Name), "the prompts");
        var arguments = new Dictionary<string, object?> { ["text"] = "Sand moves.", ["length"] = "sentence" };
        var prompt = await client.GetPromptAsync("summarize", arguments, cancellationToken: cancellationToken);
        var text = (prompt.Messages[0].Content as TextContentBlock)?.Text;
        Require(text is not null && text.Contains("one sentence") && text.EndsWith("Sand moves."), "the prompt's text", text);

        var reference = new PromptReference { Name = "summarize" };
        var completed = await client.CompleteAsync(reference, "length", "p", cancellationToken: cancellationToken);
        RequireSame(["paragraph", "page"], completed.Completion.Values, "the completions of 'p'");
        return prompts.Count;
    }

    private static async Task<int> RequireResourceAsync(McpClient client, CancellationToken cancellationToken)
    {
        var resources = await client.ListResourcesAsync(cancellationToken: cancellationToken);
        RequireSame(["demo://readme"], resources.Select(resource => resource.Uri), "the resources");
        var read = await client.ReadResourceAsync("demo://readme", cancellationToken: cancellationToken);
        var text = (read.Contents[0] as TextResourceContents)?.Text;
        Require(text?.StartsWith("Dunes demo upstream") is true, "the readme's text", text);
        return resources.Count;
    }

    private static async Task RequireErrorsAsync(McpClient client, CancellationToken cancellationToken)
    {
        var arguments = new Dictionary<string, object?> { ["steps"] = 0, ["delayMs"] = 1 };
        var faulty = await client.CallToolAsync("slow", arguments, cancellationToken: cancellationToken);
        var text = (faulty.Content[0] as TextContentBlock)?.Text;
        Require(faulty.IsError is true && text?.Contains("DUNES-DEMO-004") is true, "tool error DUNES-DEMO-004", text);

        var tool = await ErrorOfAsync(client.CallToolAsync("no_such_tool", cancellationToken: cancellationToken).AsTask());
        Require(tool is McpProtocolException { ErrorCode: McpErrorCode.InvalidParams }, "error -32602 for an unknown tool", tool);

        // 2026-07-28 answers with HTTP 404 besides, of which the client hands up the status alone.
        var request = new JsonRpcRequest { Method = "dunes/no-such-method" };
        var method = await ErrorOfAsync(client.SendRequestAsync(request, cancellationToken));
        Require(
            method is McpProtocolException { ErrorCode: McpErrorCode.MethodNotFound } or HttpRequestException { StatusCode: HttpStatusCode.NotFound },
            "error -32601 for an unknown method", method);
    }

    private static async Task RequireGoneAsync(Uri endpoint, string bearerToken, string session, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearerToken);
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Add("Mcp-Session-Id", session);
        request.Headers.Add("MCP-Protocol-Version", Legacy);
        request.Content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, cancellationToken);
        Require(response.StatusCode == HttpStatusCode.NotFound, "404 for a deleted session", response.StatusCode);
    }

    private static async Task<List<string>> CallAsync(
        McpClient client, string tool, Dictionary<string, object?> arguments, CancellationToken cancellationToken) =>
        Texts(tool, await client.CallToolAsync(tool, arguments, cancellationToken: cancellationToken));

    private static List<string> Texts(string tool, CallToolResult result)
    {
        var texts = result.Content.OfType<TextContentBlock>().Select(block => block.Text).ToList();
        Require(result.IsError is not true, $"{tool} to succeed", string.Join(' ', texts));
        return texts;
    }

    private static async Task<Exception?> ErrorOfAsync(Task call)
    {
        try
        {
            await call;
            return null;
        }
        catch (Exception e) when (e is McpException or HttpRequestException)
        {
            return e;
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UtcTime();
}
