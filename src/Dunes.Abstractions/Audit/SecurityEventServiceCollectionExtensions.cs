using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Dunes.Abstractions.Audit;

/// <summary>Adds the collector of security events, once a process.</summary>
public static class SecurityEventServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ISecurityEvents"/>; needs an <see cref="IGrainFactory"/>. Call it after the silo or the client has been added: hosted services stop
    /// in reverse order, and the queue is emptied while there is still somebody to send to.
    /// </summary>
    public static IServiceCollection AddSecurityEvents(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(SecurityEventCollector)))
            return services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SecurityEventCollector>();
        services.AddSingleton<ISecurityEvents>(provider => provider.GetRequiredService<SecurityEventCollector>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<SecurityEventCollector>());
        return services;
    }
}
