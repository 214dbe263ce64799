using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;

namespace Dunes.Grains.Sessions;

/// <content>How a context's key is destroyed, and with it what the context says.</content>
internal sealed partial class SessionGrain
{
    private const int SettlingAttempts = 100;
    private static readonly TimeSpan SettlingPause = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public async Task ShredAsync(Principal caller)
    {
        await RequireShredderAsync(caller);
        if (Header!.ShreddedAt is not null)
            return;
        if (Header.KeySalt is null)
            throw SessionError.NotShreddable();

        // A context that is damaged cannot be signed any more; that must not keep anybody from destroying it.
        if (fault is null)
        {
            await CloseAsync("operator");
            await SettleAsync();
        }

        var now = DateTimeOffset.FromUnixTimeMilliseconds(Now.ToUnixTimeMilliseconds());
        var shredded = Event(SecurityEventType.ContextShredded, caller, success: true);
        await services.Events.RecordDurablyAsync(shredded);
        try
        {
            await WriteHeaderAsync(Header with
            {
                ClosedAt = Header.ClosedAt ?? now,
                CloseReason = Header.CloseReason ?? "operator",
                KeySalt = null,
                ShreddedAt = now,
                ShreddedBy = $"{caller.Issuer} {caller.Subject}",
            });
        }
        catch (DunesException e)
        {
            services.Events.Record(shredded with { Id = Guid.CreateVersion7(Now), Success = false, StatusCode = e.Code, StatusDetail = "It is not known to be shredded" });
            throw;
        }

        sealer?.Shred(now);
        DeactivateOnIdle();
    }

    private async Task RequireShredderAsync(Principal caller)
    {
        if (Header is null)
        {
            if (fault is not null)
                throw fault;
            DeactivateOnIdle();
            throw SessionError.NotFound();
        }

        var isOfTenant = Header.Owner.Tenant == caller.Tenant;
        if (isOfTenant && caller.Roles.Contains(Roles.Admin))
            return;
        var refusal = isOfTenant ? SessionError.ShredDenied() : SessionError.NotFound();
        await services.Events.RecordDurablyAsync(Event(SecurityEventType.AuthorizationDenied, caller, success: false) with
        {
            StatusCode = refusal.Code,
            StatusDetail = "A context was to be shredded.",
        });
        throw refusal;
    }

    // What is recorded last is still sealed and signed: after that nobody could tell whether it was what its hash says.
    private async Task SettleAsync()
    {
        for (var attempt = 0; attempt < SettlingAttempts; attempt++)
        {
            var signed = (await services.Heads.ReadLatestAsync(Id, CancellationToken.None))?.Head.Size ?? 0;
            if (calls.Count == 0 && signed >= recorder!.Durable.Size)
                return;
            await Task.Delay(SettlingPause, services.Time);
        }

        throw SessionError.NotSettled();
    }
}
