using Dunes.Abstractions.Audit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dunes.Grains.Audit;

internal static class AuditServiceCollectionExtensions
{
    /// <summary>The collector of this process, and its risk score.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSecurityEvents()
        .AddSingleton<RiskScoreMonitor>()
        .AddSingleton<IHostedService>(provider => provider.GetRequiredService<RiskScoreMonitor>());
}
