using System.Collections.Concurrent;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Mcp;
using Dunes.Abstractions.Sessions;

namespace Dunes.Gateway.Mcp;

/// <summary>
/// A context is bound to the upstream and the era it was opened with: its id is no way to another upstream, whose route may
/// need other rights. Both never change, so a process asks once.
/// </summary>
internal sealed class ContextRoutes
{
    private const int Capacity = 100_000;

    private readonly ConcurrentDictionary<string, (string Upstream, ProtocolEra Era)> routes = new();

    /// <summary>Remembers a context that this process has opened.</summary>
    public void Add(string id, string upstream, ProtocolEra era)
    {
        if (routes.Count >= Capacity)
            routes.Clear();
        routes[id] = (upstream, era);
    }

    /// <summary>Throws <see cref="McpRejection"/> (404) unless the context is the caller's and belongs to this route and era.</summary>
    public async ValueTask CheckAsync(ISessionGrain session, Principal caller, string id, string upstream, ProtocolEra era)
    {
        if (!routes.TryGetValue(id, out var route))
        {
            var info = await session.DescribeAsync(caller);
            route = (info.Upstream, info.Era);
            Add(id, route.Upstream, route.Era);
        }
        if (route != (upstream, era))
            throw McpRejection.UnknownSession();
    }
}
