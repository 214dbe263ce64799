using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Mcp;
using Dunes.Abstractions.Sessions;
using Microsoft.AspNetCore.Http;

namespace Dunes.Gateway.Mcp;

/// <summary>Streamable HTTP of 2026-07-28: POST only, every request for itself, no sessions. A session header is not looked at.</summary>
internal sealed class ModernTransport(IClusterClient cluster, McpResponder responder, ModernContexts contexts, ContextRoutes routes)
{
    /// <summary>Returns whether a request was answered with a result; true for a notification that was accepted.</summary>
    public async Task<bool> PostAsync(McpCall call, McpMessage message)
    {
        if (message.Kind == McpMessageKind.Response)
            throw McpRejection.ResponseNotAllowed();
        ModernHeaders.Check(call, message);
        if (IsRemoved(message.Method!))
            throw McpRejection.RemovedMethod();
        return message.MetaContext is { } handle
            ? await InNamedContextAsync(call, message, handle)
            : await InOwnContextAsync(call, message);
    }

    private async Task<bool> InNamedContextAsync(McpCall call, McpMessage message, string handle)
    {
        if (!ContextId.IsWellFormed(handle))
            throw McpRejection.UnknownSession();
        var session = cluster.GetGrain<ISessionGrain>(handle);
        await routes.CheckAsync(session, call.Caller, handle, call.Upstream, ProtocolEra.Modern);
        return await AnswerAsync(call, session, message, await PassAsync(call, session, message), handle);
    }

    private async Task<bool> InOwnContextAsync(McpCall call, McpMessage message)
    {
        for (var isRetry = false; ; isRetry = true)
        {
            var id = await contexts.GetAsync(call, message.ClientName);
            var session = cluster.GetGrain<ISessionGrain>(id);
            StreamPage? page;
            try
            {
                page = await PassAsync(call, session, message);
            }
            catch (DunesException e) when (!isRetry && e.Kind is (ErrorKind.Gone or ErrorKind.NotFound))
            {
                // The grain refused the call before it sent anything: the context ended since this process used it last.
                await contexts.ForgetAsync(call, id);
                continue;
            }
            return await AnswerAsync(call, session, message, page, id);
        }
    }

    /// <summary>The first page of a request's stream, or null for a notification.</summary>
    private static async Task<StreamPage?> PassAsync(McpCall call, ISessionGrain session, McpMessage message)
    {
        if (message.Kind == McpMessageKind.Request)
            return await session.SendAsync(call.Caller, message);
        await session.DeliverAsync(call.Caller, message);
        return null;
    }

    private Task<bool> AnswerAsync(McpCall call, ISessionGrain session, McpMessage message, StreamPage? page, string handle)
    {
        if (page is not null)
            return responder.AnswerModernAsync(call, session, message, page, handle);
        call.Http.Response.StatusCode = StatusCodes.Status202Accepted;
        return Task.FromResult(true);
    }

    /// <summary>What 2026-07-28 removed (its changelog, 2, 4 and 5). Whether a method exists that it did not remove is the upstream's business.</summary>
    private static bool IsRemoved(string method) => method is "initialize" or "notifications/initialized" or "ping" or "logging/setLevel"
        or "resources/subscribe" or "resources/unsubscribe" or "notifications/roots/list_changed";
}
