using Dunes.Grains.Audit;
using Dunes.Grains.Keys;
using Dunes.Grains.RootKeys;
using Dunes.Grains.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dunes.Grains;

/// <summary>Composition of the actors.</summary>
public static class DunesGrainsSiloBuilderExtensions
{
    /// <summary>
    /// Makes this silo host the actors of Dunes Cluster. Needs the stores and the grain storage of <c>Dunes.Storage</c>; reads
    /// <see cref="RootKeyOptions"/> and <see cref="KeyOptions"/>.
    /// </summary>
    public static ISiloBuilder AddDunesGrains(this ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services
            .AddRootKeys()
            .AddSealedState()
            .AddKeys()
            .AddAudit();
        return silo
            .AddReminders()
            .AddStartupTask<SystemKeys>();
    }
}
