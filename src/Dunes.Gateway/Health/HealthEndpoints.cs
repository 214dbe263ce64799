using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Health;

/// <summary>
/// Probes, without a token. <c>live</c>: the process serves HTTP; a restart would not help more. <c>ready</c>: the cluster answers and is not sealed.
/// <c>startup</c>: it has answered once, sealed or not.
/// </summary>
internal sealed class HealthEndpoints(Readiness readiness)
{
    private volatile bool hasStarted;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/health");
        health.MapGet("/live", () => Results.Text("live"));
        health.MapGet("/ready", async () => await readiness.CheckAsync() is var health && health.IsReady ? Results.Text(health.Text) : Unavailable(health.Text));
        health.MapGet("/startup", async () => hasStarted || (hasStarted = (await readiness.CheckAsync()).Answers) ? Results.Text("ready") : Unavailable("not ready"));
    }

    private static IResult Unavailable(string text) => Results.Text(text, statusCode: StatusCodes.Status503ServiceUnavailable);
}
