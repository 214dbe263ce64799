using Dunes.Abstractions.Telemetry;
using Dunes.Storage.Audit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Audit;

/// <summary>Keeps this process's risk score up to date: a gauge is a process's own, so every silo reads the findings for itself.</summary>
internal sealed partial class RiskScoreMonitor(IFindingStore findings, TimeProvider time, ILogger<RiskScoreMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    /// <summary>Reads the open findings now; call it when they have changed.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken) =>
        DunesMetrics.SetRiskScore(RiskScore.Compute(await findings.CountOpenAsync(cancellationToken)));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
