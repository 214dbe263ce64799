using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Mcp;
using Dunes.Abstractions.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dunes.Gateway.Mcp;

/// <summary>Answers a request from the pages of its stream: one JSON object when the answer is all there is, else an event stream.</summary>
internal sealed partial class McpResponder(IOptions<GatewayOptions> options, TimeProvider time, ILogger<McpResponder> log)
{
    private readonly TimeSpan keepAlive = options.Value.Mcp.KeepAlive;

    /// <summary>Legacy era: messages pass as they are, events have ids, and a client that goes away cancels nothing.</summary>
    public Task<bool> AnswerLegacyAsync(McpCall call, ISessionGrain session, McpMessage request, StreamPage page) =>
        AnswerAsync(call, session, request, page, handle: null);

    /// <summary>Modern era: results tell the context's handle, and a client that goes away cancels its call.</summary>
    public Task<bool> AnswerModernAsync(McpCall call, ISessionGrain session, McpMessage request, StreamPage page, string handle) =>
        AnswerAsync(call, session, request, page, handle);

    /// <summary>A stream that a legacy client reads with GET, from message <paramref name="next"/>, until the client goes or the stream ends.</summary>
    public async Task StreamAsync(McpCall call, ISessionGrain session, string stream, int next)
    {
        var aborted = call.Http.RequestAborted;
        var sse = SseWriter.Start(call.Http.Response);
        await sse.FlushAsync(aborted);
        try
        {
            var page = await FirstPageAsync(call, session, sse, stream, next);
            await CopyAsync(call, session, sse, page, handle: null);
        }
        catch (DunesException)
        {
            // The context has ended, and with it the stream; the client's next request says so.
        }
    }

    /// <summary>Returns whether the answer was a result.</summary>
    private async Task<bool> AnswerAsync(McpCall call, ISessionGrain session, McpMessage request, StreamPage page, string? handle)
    {
        if (page is { Completed: true, Messages: [var only] })
            return await WriteJsonAsync(call.Http, only, handle);
        var aborted = call.Http.RequestAborted;
        var sse = SseWriter.Start(call.Http.Response);
        try
        {
            return await CopyAsync(call, session, sse, page, handle);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            if (handle is not null)
                await session.CancelAsync(call.Caller, page.Stream);
            return false;
        }
        catch (Exception e) when (!aborted.IsCancellationRequested)
        {
            // The headers are sent: what is left is to end the stream with an error that answers the request.
            var failure = McpFailure.Of(e);
            if (failure.IsUnforeseen)
                StreamFailed(e);
            sse.Write(failure.ToBytes(request.IdUtf8), id: null);
            await sse.FlushAsync(aborted);
            return false;
        }
    }

    private async Task<bool> CopyAsync(McpCall call, ISessionGrain session, SseWriter sse, StreamPage page, string? handle)
    {
        var aborted = call.Http.RequestAborted;
        var succeeded = true;
        while (true)
        {
            aborted.ThrowIfCancellationRequested();
            var index = page.Next - page.Messages.Count;
            for (var i = 0; i < page.Messages.Count; i++, index++)
            {
                var message = page.Messages[i];
                if (handle is not null && page.Completed && i == page.Messages.Count - 1)
                    (message, succeeded, _) = Finish(message, handle);
                sse.Write(message, handle is null ? $"{page.Stream}:{index}" : null);
            }
            await sse.FlushAsync(aborted);
            if (page.Completed)
                return succeeded;
            page = await WaitAsync(session.ReadAsync(call.Caller, page.Stream, page.Next), sse, aborted);
        }
    }

    private async Task<StreamPage> FirstPageAsync(McpCall call, ISessionGrain session, SseWriter sse, string stream, int next)
    {
        var aborted = call.Http.RequestAborted;
        try
        {
            return await WaitAsync(session.ReadAsync(call.Caller, stream, next), sse, aborted);
        }
        catch (DunesException e) when (e.Kind == ErrorKind.Invalid && stream == ISessionGrain.ServerStream && next > 0)
        {
            // The activation that counted so far is gone, and its count with it.
            return await WaitAsync(session.ReadAsync(call.Caller, stream, 0), sse, aborted);
        }
    }

    private async Task<StreamPage> WaitAsync(Task<StreamPage> read, SseWriter sse, CancellationToken aborted)
    {
        while (!read.IsCompleted)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(aborted);
            if (await Task.WhenAny(read, Task.Delay(keepAlive, time, waiting.Token)) == read)
            {
                // The timer goes with the wait: a busy stream would leave one behind for every message.
                await waiting.CancelAsync();
                break;
            }
            if (aborted.IsCancellationRequested)
            {
                read.Ignore();
                aborted.ThrowIfCancellationRequested();
            }
            sse.KeepAlive();
            await sse.FlushAsync(aborted);
        }
        return await read;
    }

    private static async Task<bool> WriteJsonAsync(HttpContext http, byte[] answer, string? handle)
    {
        var (json, succeeded, status) = handle is null ? (answer, true, StatusCodes.Status200OK) : Finish(answer, handle);
        await WriteAsync(http, status, json);
        return succeeded;
    }

    /// <summary>Adds the handle to a result; an error tells the HTTP status that the revision wants for it.</summary>
    private static (byte[] Json, bool Succeeded, int Status) Finish(byte[] answer, string handle)
    {
        var parsed = McpMessageParser.Parse(answer);
        var status = parsed.ErrorCode switch
        {
            McpError.MethodNotFound => StatusCodes.Status404NotFound,
            McpError.HeaderMismatch or McpError.MissingClientCapability or McpError.UnsupportedProtocolVersion => StatusCodes.Status400BadRequest,
            _ => StatusCodes.Status200OK,
        };
        return (parsed.WithResultContext(handle), !parsed.IsError, status);
    }

    /// <summary>One JSON object as the whole body.</summary>
    public static async Task WriteAsync(HttpContext http, int status, byte[] json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = MediaTypes.Json;
        http.Response.ContentLength = json.Length;
        await http.Response.BodyWriter.WriteAsync(json, http.RequestAborted);
    }
}
