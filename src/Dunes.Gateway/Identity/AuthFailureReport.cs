using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Telemetry;
using Dunes.Gateway.Hosting;
using Microsoft.AspNetCore.Http;

namespace Dunes.Gateway.Identity;

/// <summary>Counts and records refused callers.</summary>
internal sealed class AuthFailureReport(RequestEvents events, FloodGuard flood)
{
    /// <summary>One event for a failed authentication, durable when this returns. <paramref name="method"/> is <c>jwt</c> or <c>local</c>.</summary>
    public async Task WriteAsync(HttpContext http, string method, AuthFailure failure)
    {
        DunesMetrics.Authenticated(method, success: false);
        var securityEvent = events.Of(http, SecurityEventType.AuthFailure, success: false, failure.Code, $"{method}: {failure.Description}");
        if (flood.Admits(securityEvent))
            await events.RecordDurablyAsync(securityEvent);
    }
}
