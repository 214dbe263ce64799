using System.Globalization;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Keys;
using Dunes.Storage.Keys;

namespace Dunes.Grains.Keys.Use;

/// <summary>Makes the budgets of versions, and says when one has passed its warning limit.</summary>
internal sealed class KeyUsageCounter(IKeyUsageStore store, ISecurityEvents events, TimeProvider time)
{
    /// <summary>A budget that has reserved nothing yet.</summary>
    public KeyUsageBudget BudgetOf(KeyName name, Guid keyId, int version) =>
        new(store, keyId, version, time, usage => Warn(name, version, usage));

    private void Warn(KeyName name, int version, KeyUsage usage) => events.Record(new SecurityEvent
    {
        Type = SecurityEventType.KeyUsageWarning,
        Time = time.GetUtcNow(),
        Success = true,
        StatusDetail = string.Create(CultureInfo.InvariantCulture, $"version {version} has passed its warning limit with {usage.Operations} operations"),
        ResourceType = "key",
        ResourceId = name.ToString(),
        Tenant = name.Tenant,
    });
}
