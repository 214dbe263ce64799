using Dunes.Abstractions.Identity;
using Microsoft.AspNetCore.Http;

namespace Dunes.Gateway.Mcp;

/// <summary>A request that passed Origin, identity and role.</summary>
/// <param name="Http">The exchange.</param>
/// <param name="Caller">Who calls.</param>
/// <param name="Upstream">The route: a configured upstream.</param>
internal readonly record struct McpCall(HttpContext Http, Principal Caller, string Upstream)
{
    /// <summary>A header's single value, or null.</summary>
    public string? Header(string name) => Http.Request.Headers[name] is { Count: 1 } values ? values[0] : null;
}
