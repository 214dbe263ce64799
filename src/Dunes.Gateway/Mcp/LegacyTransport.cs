using System.Globalization;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Mcp;
using Dunes.Abstractions.Sessions;
using Microsoft.AspNetCore.Http;
using Orleans.Runtime;

namespace Dunes.Gateway.Mcp;

/// <summary>Streamable HTTP of 2025-11-25, 2025-06-18 and 2025-03-26: sessions, which are contexts.</summary>
internal sealed class LegacyTransport(IClusterClient cluster, McpResponder responder, ContextRoutes routes)
{
    private const string Initialize = "initialize";
    private const int LongestStreamId = 128;

    /// <summary>Returns whether a request was answered with a result; true for all else that was accepted.</summary>
    public async Task<bool> PostAsync(McpCall call, McpMessage message)
    {
        if (message is { Kind: McpMessageKind.Request, Method: Initialize })
            return await InitializeAsync(call, message);
        var session = await SessionAsync(call);
        if (message.Kind == McpMessageKind.Request)
            return await responder.AnswerLegacyAsync(call, session, message, await session.SendAsync(call.Caller, message));
        await session.DeliverAsync(call.Caller, message);
        call.Http.Response.StatusCode = StatusCodes.Status202Accepted;
        return true;
    }

    /// <summary>The server's own stream, or one that broke, from behind the event that the client saw last.</summary>
    public async Task GetAsync(McpCall call)
    {
        if (!MediaTypes.Accepts(call.Http.Request, MediaTypes.EventStream))
            throw McpRejection.Accept(MediaTypes.EventStream);
        var session = await SessionAsync(call);
        // A stream has no status to say so later: one that has ended is 404 now.
        if ((await session.DescribeAsync(call.Caller)).ClosedAt is not null)
            throw McpRejection.UnknownSession();
        var (stream, next) = Position(call.Header(McpHeaders.LastEventId));
        await responder.StreamAsync(call, session, stream, next);
    }

    /// <summary>Ends the session.</summary>
    public async Task DeleteAsync(McpCall call)
    {
        await (await SessionAsync(call)).CloseAsync(call.Caller);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>A session begins only with an answer that is a result; otherwise the client gets the answer and no id.</summary>
    private async Task<bool> InitializeAsync(McpCall call, McpMessage message)
    {
        var id = ContextId.New();
        var session = cluster.GetGrain<ISessionGrain>(id);
        await session.OpenAsync(new OpenContext(call.Caller, call.Upstream, ProtocolEra.Legacy, message.ClientName));
        StreamPage page;
        bool isResult;
        try
        {
            page = await SendWholeAsync(call, session, message);
            isResult = !McpMessageParser.Parse(page.Messages[^1]).IsError;
        }
        catch
        {
            await CloseQuietlyAsync(call, session);
            throw;
        }
        if (isResult)
        {
            routes.Add(id, call.Upstream, ProtocolEra.Legacy);
            call.Http.Response.Headers[McpHeaders.SessionId] = id;
        }
        else
        {
            await CloseQuietlyAsync(call, session);
        }
        await responder.AnswerLegacyAsync(call, session, message, page);
        return isResult;
    }

    /// <summary>All messages up to the answer, as one page: whether there is a session must be known before the headers are sent.</summary>
    private static async Task<StreamPage> SendWholeAsync(McpCall call, ISessionGrain session, McpMessage message)
    {
        var page = await session.SendAsync(call.Caller, message);
        var messages = new List<byte[]>(page.Messages);
        while (!page.Completed)
        {
            call.Http.RequestAborted.ThrowIfCancellationRequested();
            page = await session.ReadAsync(call.Caller, page.Stream, page.Next);
            messages.AddRange(page.Messages);
        }
        return page with { Messages = messages };
    }

    private static async Task CloseQuietlyAsync(McpCall call, ISessionGrain session)
    {
        try
        {
            await session.CloseAsync(call.Caller);
        }
        catch (Exception e) when (e is DunesException or OrleansException or TimeoutException)
        {
            // The client gets the first error, which matters more; the context ends by itself when idle.
        }
    }

    private async ValueTask<ISessionGrain> SessionAsync(McpCall call)
    {
        var id = call.Header(McpHeaders.SessionId) ?? throw McpRejection.NoSession();
        if (call.Header(McpHeaders.ProtocolVersion) is { } version && !ProtocolVersions.IsLegacy(version))
            throw McpRejection.Version(version);
        if (!ContextId.IsWellFormed(id))
            throw McpRejection.UnknownSession();
        var session = cluster.GetGrain<ISessionGrain>(id);
        await routes.CheckAsync(session, call.Caller, id, call.Upstream, ProtocolEra.Legacy);
        return session;
    }

    /// <summary>Event ids are "stream:index"; what is none begins the server's stream.</summary>
    internal static (string Stream, int Next) Position(string? lastEventId)
    {
        var colon = lastEventId?.LastIndexOf(':') ?? -1;
        return colon is > 0 and <= LongestStreamId
            && int.TryParse(lastEventId.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < int.MaxValue
            ? (lastEventId![..colon], index + 1)
            : (ISessionGrain.ServerStream, 0);
    }
}
