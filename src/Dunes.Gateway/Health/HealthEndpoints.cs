using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Health;

/// <summary>
/// Probes, without a token. <c>live</c>: the process serves HTTP; a restart would not help more. <c>ready</c>: the cluster answers.
/// <c>startup</c>: it has answered once.
/// </summary>
internal sealed class HealthEndpoints(Readiness readiness)
{
    private volatile bool hasStarted;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/health");
        health.MapGet("/live", () => Results.Text("live"));
        health.MapGet("/ready", async () => Answer(await readiness.CheckAsync()));
        health.MapGet("/startup", async () => Answer(hasStarted || (hasStarted = await readiness.CheckAsync())));
    }

    private static IResult Answer(bool isReady) =>
        isReady ? Results.Text("ready") : Results.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable);
}
