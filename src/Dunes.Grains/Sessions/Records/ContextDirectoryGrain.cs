using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Sessions;
using Dunes.Grains.Sessions.Heads;
using Dunes.Storage.Sessions;
using Dunes.Transparency;
using Orleans.Concurrency;

namespace Dunes.Grains.Sessions.Records;

/// <summary>All contexts of a tenant.</summary>
[StatelessWorker]
internal sealed class ContextDirectoryGrain(
    IContextIndex index,
    ISessionJournal journal,
    IHeadStore heads,
    ContextHeaderStore headers,
    StoredHeadReader storedHeads,
    FaultReporter reporter) : Grain, IContextDirectoryGrain
{
    private const int MaxItems = 100;

    private string Tenant => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public async Task<ContextPage> ListAsync(string? cursor, int limit)
    {
        if (limit is < 1 or > MaxItems)
            throw new DunesException("DUNES-CTX-032", ErrorKind.Invalid, $"'limit' is 1 to {MaxItems}.");
        var (rows, next) = await index.ListAsync(Tenant, cursor, limit, CancellationToken.None);
        var items = new List<ContextInfo>(rows.Count);
        var faults = new List<VerificationFault>();
        foreach (var row in rows)
        {
            try
            {
                var state = await headers.ReadAsync(row.ContextId);
                var head = await storedHeads.ReadAsync(row.ContextId, CancellationToken.None);
                if (!state.RecordExists && head.Durable.Size == 0)
                    continue; // It was never opened: a crash came between index and header.
                if (!state.RecordExists)
                    faults.Add(new(Faults.HeaderUnreadable, row.ContextId, null, "The context's header is missing."));
                else if (state.State!.Owner.Tenant != Tenant)
                    faults.Add(new(Faults.NotListed, row.ContextId, null, "The context is listed with another tenant than its header says."));
                else
                    items.Add(ContextDescription.Of(row.ContextId, state.State!, head.Durable, head.SignedSize));
            }
            catch (DunesException e) when (e.Kind == ErrorKind.Integrity)
            {
                faults.Add(new(e.Code, row.ContextId, null, e.Message));
            }
        }
        return new ContextPage(items, faults, next);
    }

    /// <inheritdoc/>
    public async Task<VerificationReport> VerifyAcrossAsync(CancellationToken cancellationToken)
    {
        var faults = new List<VerificationFault>();
        foreach (var id in await journal.ReadUnlistedContextsAsync(cancellationToken))
            faults.Add(new(Faults.NotListed, id, null, $"Context {id} has entries or heads and is not listed."));
        foreach (var (batch, size, found) in await heads.ReadIncompleteBatchesAsync(cancellationToken))
            faults.Add(new(Faults.BatchIncomplete, null, null, $"Batch {batch} was signed over {size} heads; {found} are stored."));
        foreach (var id in await ReadListedElsewhereAsync(cancellationToken))
            faults.Add(new(Faults.NotListed, id, null, $"Context {id} is of this tenant and listed with another."));
        var report = new VerificationReport(null, 0, MerkleHash.EmptyRoot, 0, null, null, null, new Dictionary<int, long>(), faults);
        await reporter.ReportAsync($"across/{Tenant}", report, cancellationToken);
        return report;
    }

    // Only a header says under a seal whose context it is, so those of all other tenants have to be read.
    private async Task<List<string>> ReadListedElsewhereAsync(CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var other in (await index.ReadTenantsAsync(cancellationToken)).Where(tenant => tenant != Tenant))
        {
            string? cursor = null;
            do
            {
                (var rows, cursor) = await index.ListAsync(other, cursor, MaxItems, cancellationToken);
                foreach (var row in rows)
                {
                    if (await IsOursAsync(row.ContextId))
                        found.Add(row.ContextId);
                }
            }
            while (cursor is not null);
        }
        return found;
    }

    private async Task<bool> IsOursAsync(string contextId)
    {
        try
        {
            return (await headers.ReadAsync(contextId)) is { RecordExists: true, State: { } header } && header.Owner.Tenant == Tenant;
        }
        catch (DunesException e) when (e.Kind == ErrorKind.Integrity)
        {
            return false; // The tenant that it is listed with hears of it.
        }
    }
}
