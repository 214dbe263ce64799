using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.State;
using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Keys;

/// <summary>
/// Holds a key's versions and decides when there is a new one. Reminder, timer and use all end in the same three steps: decide, write on
/// condition, report. Calls do not interleave but for reads of what is durable.
/// </summary>
internal sealed partial class KeyGrain(
    [PersistentState("key", SealedGrainStorage.Name)] IPersistentState<KeyState> storage,
    KeyMaterial material,
    ISecurityEvents events,
    TimeProvider time,
    ILogger<KeyGrain> logger) : DurableGrain<KeyState>(storage), IKeyGrain, IRemindable
{
    private const string ReminderName = "rotation";

    // Within the bounds of timers; what is due later is scheduled again on the way.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    private KeyName name;
    private IGrainTimer? timer;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        name = KeyName.Parse(this.GetPrimaryKeyString());
        if (!Exists)
            return;
        KeyStateCheck.Run(name, Stored);
        material.Open(name, Stored.KeyId, Stored.Algorithm, Stored.Versions[^1]).Dispose();
        await ScheduleAsync();
    }

    public async Task<KeyInfo> EnsureAsync(KeySpec spec)
    {
        KeyStateCheck.Run(spec);
        if (!Exists)
        {
            await WriteAsync(Extended(new KeyState { KeyId = Guid.NewGuid(), Algorithm = spec.Algorithm, RotationPeriod = spec.RotationPeriod }));
            await ScheduleAsync();
        }
        else if (Stored.Algorithm != spec.Algorithm)
        {
            throw KeyErrors.OtherAlgorithm(name, Stored.Algorithm);
        }
        else if (Stored.RotationPeriod != spec.RotationPeriod)
        {
            await WriteAsync(Stored with { RotationPeriod = spec.RotationPeriod, Epoch = Stored.Epoch + 1 });
            await ScheduleAsync();
        }

        await ReportAsync();
        return Info();
    }

    public Task<KeyInfo> DescribeAsync() => Task.FromResult(Info());

    public async Task<KeyInfo> RotateAsync(int expectedVersion)
    {
        if (Info().CurrentVersion != expectedVersion)
            throw KeyErrors.OtherVersion(name, Info().CurrentVersion);
        await AddVersionAsync();
        return Info();
    }

    public async Task<KeyRing> GetRingAsync()
    {
        RequireExists();
        await RotateIfDueAsync();
        var leaseEnd = time.GetUtcNow() + Lease;
        var next = RotationPolicy.NextRotation(Stored);
        return new(Stored.Epoch, Info(), Stored.Versions, next < leaseEnd ? next.Value : leaseEnd);
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => WakeAsync(CancellationToken.None);

    private async Task WakeAsync(CancellationToken cancellationToken)
    {
        if (!Exists)
            return;
        try
        {
            await RotateIfDueAsync();
        }
        catch (DunesException e)
        {
            // Nobody waits for it: the next use meets the same fault, or has overcome it.
            LogRotationFailed(logger, e, name);
        }

        await ScheduleAsync();
    }

    private async Task RotateIfDueAsync()
    {
        if (RotationPolicy.IsDue(time.GetUtcNow(), Stored))
            await AddVersionAsync();
        else
            await ReportAsync();
    }

    private async Task AddVersionAsync()
    {
        await ReportAsync();
        await WriteAsync(Extended(Stored));
        LogRotated(logger, name, Stored.Versions[^1].Info.Version);
        await ReportAsync();
        await ScheduleAsync();
    }

    private KeyState Extended(KeyState state)
    {
        var version = material.Create(state.KeyId, state.Algorithm, state.Versions.Count + 1, RotationPolicy.CreationTime(time.GetUtcNow(), state));
        return state with { Versions = [.. state.Versions, version], Epoch = state.Epoch + 1, PendingEvent = Guid.CreateVersion7(time.GetUtcNow()) };
    }

    // The change and its event cannot be one transaction. The event's id is stored with the change, and the key is not used before the event is
    // durable: a crash in between repeats the event under the same id, which is stored once.
    private async Task ReportAsync()
    {
        if (Stored.PendingEvent is not { } id)
            return;
        var version = Stored.Versions[^1].Info;
        await events.RecordDurablyAsync(new SecurityEvent
        {
            Id = id,
            Type = version.Version == 1 ? SecurityEventType.KeyCreated : SecurityEventType.KeyRotated,
            Time = version.CreatedAt,
            Success = true,
            StatusDetail = $"{Stored.Algorithm} version {version.Version}",
            ResourceType = "key",
            ResourceId = name.ToString(),
            Tenant = name.Tenant,
        });
        try
        {
            await WriteAsync(Stored with { PendingEvent = null });
        }
        catch (DunesException e)
        {
            // What matters is durable, version and event. Whoever reads the row next reports under the same id again.
            LogNotSettled(logger, e, name);
        }
    }

    private void RequireExists()
    {
        if (!Exists || Stored.Versions.Count == 0)
            throw KeyErrors.NotFound(name);
    }

    private KeyInfo Info()
    {
        RequireExists();
        return new(
            name.Tenant,
            name.Name,
            Stored.KeyId,
            Stored.Algorithm,
            Stored.RotationPeriod,
            RotationPolicy.NextRotation(Stored),
            [.. Stored.Versions.Select(version => version.Info)]);
    }

    // The reminder wakes an activation, also on another silo; the timer is exact while there is one. Neither decides anything.
    private async Task ScheduleAsync()
    {
        timer?.Dispose();
        timer = null;
        if (RotationPolicy.NextRotation(Stored) is not { } next)
            return;
        var wait = next - time.GetUtcNow();
        wait = wait > LongestWait ? LongestWait : wait > TimeSpan.Zero ? wait : RetryAfterFailure;
        timer = this.RegisterGrainTimer(WakeAsync, new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan));
        var period = Stored.RotationPeriod < LongestWait ? Stored.RotationPeriod.Value : LongestWait;
        try
        {
            await this.RegisterOrUpdateReminder(ReminderName, wait, period);
        }
        catch (Exception e)
        {
            LogReminderFailed(logger, e, name);
        }
    }
}
