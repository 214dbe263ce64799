using Dunes.Grains.Keys.Changes;

namespace Dunes.Grains.Keys;

/// <content>Copies of the record for the silos, and their recall.</content>
internal sealed partial class KeyGrain
{
    public async Task<KeyLease> LeaseAsync(SiloAddress silo)
    {
        await RequireAsync(null, default);
        await DoDueAsync();
        if (await SettleAsync() is { } overtaken)
            throw overtaken;
        return Lease(silo);
    }

    public async Task<KeyLease> RotateForUseAsync(SiloAddress silo, int version)
    {
        await RequireAsync(null, default);
        await DoDueAsync();
        if (Stored.CurrentVersion == version && Stored.State == Abstractions.Keys.KeyState.Enabled)
            await AddVersionAsync(null);
        if (await SettleAsync() is { } overtaken)
            throw overtaken;
        return Lease(silo);
    }

    // A lease ends when something is due, so that nobody is left to be told then.
    private KeyLease Lease(SiloAddress silo)
    {
        var duration = KeyLeaseBook.Longest;
        if (KeyWakes.Next(Stored, Now) is { } next && next - Now < duration)
            duration = next > Now ? next - Now : TimeSpan.Zero;
        leases.Give(silo, duration);
        return new(Stored, duration);
    }

    // Returns when no silo can be using what the record was before: each has said so, or its lease has ended. What an earlier activation may have
    // leased ends by itself.
    private Task RevokeAsync() => Task.WhenAll(TellAsync(), Task.Delay(leases.PredecessorRemaining, services.Time));

    private Task TellAsync() =>
        Task.WhenAll([.. leases.Holders().Select(holder => TellAsync(holder.Silo, holder.Remaining)), .. leases.Lapsed().Select(TellLapsedAsync)]);

    // It does nothing on the record any more, but what it has opened it would keep until that was idle for a minute. Nothing else depends on its answer.
    private async Task TellLapsedAsync(SiloAddress silo)
    {
        try
        {
            await services.Caches.InvalidateAsync(silo, name, Stored.Epoch).WaitAsync(KeyLeaseBook.Longest, services.Time);
            leases.Return(silo);
        }
        catch (Exception e)
        {
            LogNotTold(logger, e, silo, name);
        }
    }

    private async Task TellAsync(SiloAddress silo, TimeSpan remaining)
    {
        var start = services.Time.GetTimestamp();
        try
        {
            await services.Caches.InvalidateAsync(silo, name, Stored.Epoch).WaitAsync(remaining, services.Time);
            leases.Return(silo);
        }
        catch (Exception e)
        {
            LogNotTold(logger, e, silo, name);
            var rest = remaining - services.Time.GetElapsedTime(start);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, services.Time);
        }
    }
}
