using Dunes.Grains.Sessions.Heads;
using Dunes.Grains.Sessions.Records;
using Dunes.Grains.Upstreams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dunes.Grains.Sessions;

/// <summary>Adds contexts and their upstreams to a silo.</summary>
public static class DunesSessionsServiceCollectionExtensions
{
    /// <summary>
    /// Adds what the session grains need. Storage (<c>Dunes.Storage</c>, and grain storage <c>dunes</c>), the key grains and
    /// <see cref="Abstractions.Audit.ISecurityEvents"/> come from elsewhere. Options are read from <c>Dunes:Contexts</c> and <c>Dunes:Upstreams</c>
    /// and checked at start.
    /// </summary>
    public static IServiceCollection AddDunesSessions(this IServiceCollection services)
    {
        services.AddOptions<ContextOptions>()
            .BindConfiguration(ContextOptions.Section)
            .Validate(o => ContextOptions.IsValid(o.IdleTimeout), $"{ContextOptions.Section}:IdleTimeout must be 1 second to 30 days.")
            .ValidateOnStart();
        services.AddOptions<UpstreamsOptions>().BindConfiguration(UpstreamsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<UpstreamsOptions>, UpstreamsValidator>();
        services.AddSingleton<UpstreamConnections>();
        services.AddSingleton<SessionKeys>();
        services.AddSingleton<ContextHeaderStore>();
        services.AddSingleton<StoredHeadReader>();
        services.AddSingleton<SessionServices>();
        services.AddSingleton<ContextVerifier>();
        services.AddSingleton<FaultReporter>();
        services.AddSingleton<ContextProver>();
        services.AddSingleton<ContextExporter>();
        services.AddSingleton<HeadSigner>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(s => s.GetRequiredService<HeadSigner>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, HeadRecovery>();
        return services;
    }
}
