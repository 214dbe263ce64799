using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Orleans.Runtime;

namespace Dunes.Server.Hosting;

/// <summary>The probes of a process without the role <c>gateway</c>: the silo's own view of itself.</summary>
internal static class SiloHealth
{
    /// <summary>Maps <c>/health/live</c>, <c>/health/ready</c> and <c>/health/startup</c>.</summary>
    public static void MapSiloHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapGet("/health/ready", Ready);
        app.MapGet("/health/startup", Ready);
    }

    private static IResult Ready(ISiloStatusOracle silo) => silo.CurrentStatus == SiloStatus.Active
        ? Results.Text("ready")
        : Results.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable);
}
