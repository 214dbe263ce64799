using System.Data.Common;
using System.Security.Cryptography;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys.Changes;
using Dunes.Grains.State;
using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Keys;

/// <summary>
/// Holds a key's record and decides about it. Every change, whoever asks for it, takes the same steps: decide, write on condition, tell the silos
/// that may be using it, report, delete what was destroyed. Calls do not interleave but for reads of what is durable.
/// </summary>
internal sealed partial class KeyGrain(
    [PersistentState("key", SealedGrainStorage.Name)] IPersistentState<KeyRecord> storage,
    KeyGrainServices services,
    ILogger<KeyGrain> logger) : DurableGrain<KeyRecord>(storage), IKeyGrain, IKeyLeaseGrain, IRemindable
{
    private KeyName name;
    private KeyLeaseBook leases = null!;

    private DateTimeOffset Now => services.Time.GetUtcNow();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        name = KeyName.Parse(this.GetPrimaryKeyString());
        leases = new(services.Time, hasPredecessor: Exists);
        if (!Exists)
            return;
        KeyStateCheck.Run(name, Stored);
        if (Stored.State != KeyState.Destroyed)
            CryptographicOperations.ZeroMemory(services.Material.Open(name, await FindRowAsync(Stored, Stored.CurrentVersion)));
        await ScheduleAsync();
    }

    // When this has returned the change is in force on every silo, and its event is durable. What time or use demand need not be told: leases end by then.
    private async Task ChangeAsync(Principal? actor, KeyChange change)
    {
        await WriteAsync(change.Record(actor, Now));
        if (change.Restricts)
            await RevokeAsync();
        else if (actor is not null)
            await TellAsync();
        try
        {
            await SettleAsync();
        }
        finally
        {
            await ScheduleAsync();
        }
    }

    private async Task<KeyInfo> ChangeAndShowAsync(Principal? actor, KeyChange? change)
    {
        if (change is not null)
            await ChangeAsync(actor, change);
        return await InfoAsync();
    }

    // A change and its event cannot be one transaction. The event is stored with the change, and the key is not used before the event is durable: a
    // crash in between repeats the event under the same id, which is stored once. In the same way rows are deleted only after the record says so.
    // Returns why the record could not be freed of what is done: then another activation has gone on from here.
    private async Task<DunesException?> SettleAsync()
    {
        if (Stored.PendingEvents.Count == 0 && Stored.ToDelete.Count == 0)
            return null;
        foreach (var pending in Stored.PendingEvents)
        {
            await services.Events.RecordDurablyAsync(Event(pending.Type, pending.Actor, success: true) with
            {
                Id = pending.Id,
                Time = pending.Time,
                StatusDetail = pending.Detail,
            });
        }

        foreach (var range in VersionRange.Of(Stored.ToDelete))
            await OnStoreAsync(() => services.Versions.DeleteAsync(Stored.KeyId, range.From, range.To, CancellationToken.None));
        try
        {
            await WriteAsync(Stored with { PendingEvents = [], ToDelete = [] });
            return null;
        }
        catch (DunesException e)
        {
            LogNotSettled(logger, e, name);
            return e;
        }
    }

    // What another tenant has is not found; what is not there either. Every refusal is an event.
    private async Task RequireAsync(Principal? caller, KeyOperation operation, bool exists = true, bool ofSystemKeys = true)
    {
        if (caller is not null && !KeyAccess.Sees(caller, name))
            throw await DeniedAsync(caller, operation, KeyErrors.NotFound(name));
        if (exists && !Exists)
        {
            // A name that nobody has created is no reason to stay in memory.
            DeactivateOnIdle();
            throw KeyErrors.NotFound(name);
        }

        if (caller is null)
            return;
        if (!KeyAccess.IsAllowed(caller, name, Exists ? Stored.Spec : null, operation) || (name.Tenant == KeyName.SystemTenant && !ofSystemKeys))
            throw await DeniedAsync(caller, operation, KeyErrors.Denied(name, operation));
    }

    private async Task<DunesException> DeniedAsync(Principal caller, KeyOperation operation, DunesException error)
    {
        await services.Events.RecordDurablyAsync(Event(SecurityEventType.AuthorizationDenied, caller, success: false) with
        {
            StatusCode = error.Code,
            StatusDetail = operation.ToString(),
            Operation = operation.ToString(),
        });
        return error;
    }

    private SecurityEvent Event(SecurityEventType type, Principal? actor, bool success) => new()
    {
        Type = type,
        Time = Now,
        Success = success,
        Actor = actor,
        ResourceType = "key",
        ResourceId = name.ToString(),
        Tenant = name.Tenant,
    };

    // Rows alone change nothing: until the record names a version it is not there.
    private async Task<T> OnStoreAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (DbException e)
        {
            LogStoreFailed(logger, e, name);
            throw KeyErrors.StoreUnavailable();
        }
    }

    private Task OnStoreAsync(Func<Task> work) => OnStoreAsync(async () =>
    {
        await work();
        return true;
    });
}
