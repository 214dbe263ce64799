using Dunes.Abstractions.Identity;
using Dunes.Server.Configuration;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace Dunes.Server.Telemetry;

/// <summary>The page <c>/metrics</c>, Prometheus text.</summary>
internal static class MetricsEndpoint
{
    /// <summary>
    /// Maps it as <see cref="MetricsOptions"/> say. A process without the role <c>gateway</c> knows no callers: where a token is needed it has no such page.
    /// </summary>
    public static void MapMetrics(this WebApplication app, DunesOptions options)
    {
        if (!options.Metrics.Enabled || (options.Metrics.RequireToken && !options.IsGateway))
            return;
        var page = app.MapPrometheusScrapingEndpoint("/metrics");
        if (options.Metrics.RequireToken)
        {
            page.RequireAuthorization(new AuthorizationPolicyBuilder(JwtBearerDefaults.AuthenticationScheme)
                .RequireAuthenticatedUser()
                .RequireRole(Roles.Operator, Roles.Auditor, Roles.Admin)
                .Build());
        }
    }
}
