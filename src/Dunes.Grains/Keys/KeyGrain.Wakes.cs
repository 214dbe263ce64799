using Dunes.Abstractions.Errors;

namespace Dunes.Grains.Keys;

/// <content>Reminder and timer. The reminder wakes an activation, also on another silo; the timer is exact while there is one. Neither decides anything.</content>
internal sealed partial class KeyGrain
{
    private const string ReminderName = "rotation";

    // Within the bounds of timers; what is due later is scheduled again on the way.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(10);

    private IGrainTimer? timer;
    private DateTimeOffset? scheduled;

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        await WakeAsync(CancellationToken.None);
        if (!Exists || KeyWakes.Next(Stored, Now) is null)
            await ForgetReminderAsync(reminderName);
    }

    private async Task WakeAsync(CancellationToken cancellationToken)
    {
        if (!Exists)
            return;
        scheduled = null;
        try
        {
            await DoDueAsync();
            await SettleAsync();
        }
        catch (DunesException e)
        {
            // Nobody waits for it: the next use meets the same fault, or has overcome it.
            LogWakeFailed(logger, e, name);
        }

        await ScheduleAsync();
    }

    private async Task ScheduleAsync()
    {
        var next = KeyWakes.Next(Stored, Now);
        if (next is not null && next == scheduled)
            return;
        timer?.Dispose();
        timer = null;
        scheduled = next;
        if (next is null)
            return;
        var wait = next.Value - Now;
        wait = wait > LongestWait ? LongestWait : wait > TimeSpan.Zero ? wait : RetryAfterFailure;
        timer = this.RegisterGrainTimer(WakeAsync, new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan));
        var period = Stored.Spec.Rotation.Period < LongestWait ? Stored.Spec.Rotation.Period.Value : LongestWait;
        try
        {
            await this.RegisterOrUpdateReminder(ReminderName, wait, period);
        }
        catch (Exception e)
        {
            LogReminderFailed(logger, e, name);
        }
    }

    private async Task ForgetReminderAsync(string reminderName)
    {
        try
        {
            if (await this.GetReminder(reminderName) is { } reminder)
                await this.UnregisterReminder(reminder);
        }
        catch (Exception e)
        {
            LogReminderFailed(logger, e, name);
        }
    }
}
