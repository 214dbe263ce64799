using System.Diagnostics;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Identity;
using Microsoft.AspNetCore.Http;

namespace Dunes.Gateway.Hosting;

/// <summary>Makes security events of requests: who, from where, in which trace.</summary>
internal sealed class RequestEvents(ISecurityEvents events, TimeProvider time)
{
    /// <summary>An event about a request, not recorded yet.</summary>
    public SecurityEvent Of(HttpContext http, SecurityEventType type, bool success, string? code, string detail) => new()
    {
        Type = type,
        Time = time.GetUtcNow(),
        Success = success,
        StatusCode = code,
        StatusDetail = detail,
        Actor = http.Features.Get<Principal>(),
        SourceIp = http.Connection.RemoteIpAddress?.ToString(),
        Operation = $"{http.Request.Method} {RouteOf(http)}",
        TraceId = Activity.Current?.TraceId.ToHexString(),
        SpanId = Activity.Current?.SpanId.ToHexString(),
    };

    /// <summary>Queues the event.</summary>
    public void Record(SecurityEvent securityEvent) => events.Record(securityEvent);

    /// <summary>Returns when the event is durable; throws <c>DUNES-AUDIT-001</c> when it cannot be.</summary>
    public Task RecordDurablyAsync(SecurityEvent securityEvent) => events.RecordDurablyAsync(securityEvent);

    // The pattern, not the path: what a stranger puts into a path is no word for the log.
    private static string RouteOf(HttpContext http) =>
        (http.GetEndpoint() as Microsoft.AspNetCore.Routing.RouteEndpoint)?.RoutePattern.RawText ?? "unrouted";
}
