using System.ComponentModel;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dunes.DemoUpstream;

internal sealed class SlowTool(TimeProvider clock)
{
    internal const int MaxSteps = 1_000;
    internal const int MaxDelayMs = 60_000;

    [McpServerTool(Name = "slow", Title = "Work slowly", ReadOnly = true, Idempotent = true, Destructive = false, OpenWorld = false)]
    [Description("Waits a while in steps. Reports progress after each step to a caller that asked for it, and can be cancelled between and during steps.")]
    public async Task<string> RunAsync(
        McpServer server,
        RequestContext<CallToolRequestParams> context,
        [Description("Number of steps, 1 to 1,000.")] int steps,
        [Description("Length of each step in milliseconds, 0 to 60,000.")] int delayMs,
        CancellationToken cancellationToken)
    {
        if (steps is < 1 or > MaxSteps || delayMs is < 0 or > MaxDelayMs)
            throw new McpException($"DUNES-DEMO-004: steps is 1 to {MaxSteps} and delayMs is 0 to {MaxDelayMs}.");

        for (var step = 1; step <= steps; step++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(delayMs), clock, cancellationToken);
            if (context.Params.ProgressToken is { } token)
            {
                var value = new ProgressNotificationValue { Progress = step, Total = steps, Message = $"Step {step} of {steps}" };
                // Awaited, which IProgress cannot be: the order of the steps is the order on the wire, before the answer.
                await server.NotifyProgressAsync(token, value, cancellationToken: cancellationToken);
            }
        }

        return $"Done after {steps} steps.";
    }
}
