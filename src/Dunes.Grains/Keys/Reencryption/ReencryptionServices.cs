using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Keys;
using Dunes.Storage.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Grains.Keys.Reencryption;

/// <summary>What every run of a silo works with.</summary>
internal sealed class ReencryptionServices(IServiceProvider provider, ISecurityEvents events, IFindingStore findings, TimeProvider time)
{
    public ISecurityEvents Events => events;

    public IFindingStore Findings => findings;

    public TimeProvider Time => time;

    /// <summary>What the cluster stores under a key; null when that is nothing.</summary>
    public IReencryptionWork? WorkOf(KeyName name)
    {
        if (name.ToString() == IReencryptionGrain.RootKey)
            return ActivatorUtilities.CreateInstance<RootReencryption>(provider);
        return name.Tenant != KeyName.SystemTenant && name == KeyName.ContextSealing(name.Tenant)
            ? ActivatorUtilities.CreateInstance<ContextReencryption>(provider, name)
            : null;
    }
}
