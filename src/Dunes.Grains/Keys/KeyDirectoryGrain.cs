using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Storage.Keys;
using Orleans.Concurrency;

namespace Dunes.Grains.Keys;

/// <summary>Lists a tenant's keys. Names come from the index, all else from each key itself; reentrant, because it has no state.</summary>
[StatelessWorker, Reentrant]
internal sealed class KeyDirectoryGrain(IKeyIndex index, ISecurityEvents events, TimeProvider time) : Grain, IKeyDirectoryGrain
{
    private const int MaxPage = 100;

    public async Task<KeyPage> ListAsync(Principal caller, string? cursor, int limit)
    {
        var tenant = this.GetPrimaryKeyString();
        await RequireAsync(caller, tenant);
        if (limit is < 1 or > MaxPage)
            throw KeyErrors.OutOfRange($"A page has 1 to {MaxPage} keys.");
        if (cursor is not null && !KeyName.IsPart(cursor))
            throw KeyErrors.BadCursor();

        // One name more than asked for tells whether there is another page.
        var rows = await index.ListAsync(tenant, cursor, limit + 1, CancellationToken.None);
        var shown = rows.Take(limit).ToArray();
        var keys = await Task.WhenAll(shown.Select(row => GrainFactory.GetGrain<IKeyLeaseGrain>(new KeyName(row.Tenant, row.Name).ToString()).FindAsync(caller)));
        return new([.. keys.OfType<KeyInfo>()], rows.Count > limit ? shown[^1].Name : null);
    }

    private async Task RequireAsync(Principal caller, string tenant)
    {
        if (KeyAccess.Sees(caller, new KeyName(tenant, "")))
            return;
        var error = KeyErrors.NoKeysOf(tenant);
        await events.RecordDurablyAsync(new SecurityEvent
        {
            Type = SecurityEventType.AuthorizationDenied,
            Time = time.GetUtcNow(),
            Success = false,
            StatusCode = error.Code,
            StatusDetail = "List",
            Operation = "List",
            Actor = caller,
            ResourceType = "key",
            ResourceId = tenant,
            Tenant = tenant,
        });
        throw error;
    }
}
