using Dunes.Abstractions.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Orleans.Runtime;

namespace Dunes.Server.Hosting;

/// <summary>The probes of a process without the role <c>gateway</c>: the silo's own view of itself.</summary>
internal static class SiloHealth
{
    /// <summary>Maps <c>/health/live</c>, <c>/health/ready</c> (active and not sealed) and <c>/health/startup</c>.</summary>
    public static void MapSiloHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapGet("/health/ready", ReadyAsync);
        app.MapGet("/health/startup", Started);
    }

    private static async Task<IResult> ReadyAsync(ISiloStatusOracle silo, IGrainFactory grains)
    {
        if (silo.CurrentStatus != SiloStatus.Active)
            return Unavailable("not ready");

        // A stateless worker: it answers in this process.
        return (await grains.GetGrain<IRootKeyGrain>(0).GetStatusAsync(caller: null)).Sealed
            ? Unavailable("sealed: DUNES-ROOT-001, no KEK provider opens the cluster root key; the log says why")
            : Results.Text("ready");
    }

    private static IResult Started(ISiloStatusOracle silo) => silo.CurrentStatus == SiloStatus.Active ? Results.Text("ready") : Unavailable("not ready");

    private static IResult Unavailable(string text) => Results.Text(text, statusCode: StatusCodes.Status503ServiceUnavailable);
}
