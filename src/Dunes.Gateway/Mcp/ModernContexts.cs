using System.Collections.Concurrent;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Mcp;
using Dunes.Abstractions.Sessions;

namespace Dunes.Gateway.Mcp;

/// <summary>
/// The contexts of callers that name none: one for each principal, client and route, kept by this process. Another process opens
/// another; a caller that wants one context everywhere sends the handle that every result tells.
/// </summary>
internal sealed class ModernContexts(IClusterClient cluster, ContextRoutes routes)
{
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<Key, Lazy<Task<string>>> contexts = new();

    /// <summary>The open context, opened now if there is none. Two requests at once open one.</summary>
    public async Task<string> GetAsync(McpCall call, string? clientName)
    {
        var key = new Key(call.Caller, call.Upstream);
        if (!contexts.TryGetValue(key, out var context))
        {
            if (contexts.Count >= Capacity)
                Evict();
            context = contexts.GetOrAdd(key, _ => new(() => OpenAsync(call.Caller, call.Upstream, clientName)));
        }
        try
        {
            return await context.Value;
        }
        catch
        {
            contexts.TryRemove(new(key, context));
            throw;
        }
    }

    /// <summary>Forgets a context that has ended, unless another one has taken its place.</summary>
    public async Task ForgetAsync(McpCall call, string id)
    {
        var key = new Key(call.Caller, call.Upstream);
        if (contexts.TryGetValue(key, out var context) && await context.Value == id)
            contexts.TryRemove(new(key, context));
    }

    private async Task<string> OpenAsync(Principal owner, string upstream, string? clientName)
    {
        var id = ContextId.New();
        await cluster.GetGrain<ISessionGrain>(id).OpenAsync(new OpenContext(owner, upstream, ProtocolEra.Modern, clientName));
        routes.Add(id, upstream, ProtocolEra.Modern);
        return id;
    }

    /// <summary>Forgotten contexts end when idle; their callers get another one.</summary>
    private void Evict()
    {
        foreach (var (key, _) in contexts)
        {
            if (contexts.Count < Capacity * 9 / 10)
                return;
            contexts.TryRemove(key, out _);
        }
    }

    private readonly record struct Key(string Tenant, string Issuer, string Subject, string Client, string Upstream)
    {
        public Key(Principal caller, string upstream)
            : this(caller.Tenant, caller.Issuer, caller.Subject, caller.Client, upstream)
        {
        }
    }
}
