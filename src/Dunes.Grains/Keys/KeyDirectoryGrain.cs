using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Storage.Keys;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Dunes.Grains.Keys;

/// <summary>Lists a tenant's keys. Names come from the index, all else from each key itself; reentrant, because it has no state.</summary>
[StatelessWorker, Reentrant]
internal sealed partial class KeyDirectoryGrain(IKeyIndex index, ISecurityEvents events, TimeProvider time, ILogger<KeyDirectoryGrain> logger) : Grain, IKeyDirectoryGrain
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
        var keys = await Task.WhenAll(shown.Select(row => FindAsync(caller, new KeyName(row.Tenant, row.Name))));
        return new([.. keys.OfType<KeyInfo>()], rows.Count > limit ? shown[^1].Name : null);
    }

    // One key whose stored data does not verify must not hide the others; whoever asks for it by name is told.
    private async Task<KeyInfo?> FindAsync(Principal caller, KeyName name)
    {
        try
        {
            return await GrainFactory.GetGrain<IKeyLeaseGrain>(name.ToString()).FindAsync(caller);
        }
        catch (DunesException e) when (e.Kind == ErrorKind.Integrity)
        {
            LogNotShown(logger, e, name);
            return null;
        }
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
