using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Grains.State;
using Dunes.Storage.Audit;
using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Keys.Reencryption;

/// <summary>
/// Drives a run: a batch a turn, at the run's rate. What it has done is durable at once, how far it has got every two seconds; after a crash a reminder wakes
/// it within a minute and it goes on from there. Two activations at once do no harm: every write is conditional.
/// </summary>
internal sealed partial class ReencryptionGrain(
    [PersistentState("reencryption", SealedGrainStorage.Name)] IPersistentState<ReencryptionRun> storage,
    ReencryptionServices services,
    ILogger<ReencryptionGrain> logger) : DurableGrain<ReencryptionRun>(storage), IReencryptionGrain, IRemindable
{
    private const int MaxRate = 1_000_000;
    private const int DefaultRate = 5_000;
    private const string ReminderName = "reencryption";
    private const string Source = "keys.reencrypt";

    private static readonly TimeSpan WakePeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WritePeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private KeyName name;
    private IReencryptionWork? work;
    private ReencryptionRun run = new();
    private ReencryptionPace? pace;
    private IGrainTimer? timer;
    private DateTimeOffset writtenAt;

    private DateTimeOffset Now => services.Time.GetUtcNow();

    private bool Runs => Exists && Stored.FinishedAt is null;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        name = KeyName.Parse(this.GetPrimaryKeyString());
        work = services.WorkOf(name);
        run = Stored;
        if (Runs)
            Drive();
    }

    public async Task<ReencryptionStatus> StartAsync(Principal caller, int? itemsPerSecond)
    {
        await RequireAsync(caller, KeyOperation.Manage);
        if (itemsPerSecond is < 1 or > MaxRate)
            throw ReencryptionErrors.BadRate(MaxRate);
        if (work is null)
            throw ReencryptionErrors.NothingStored(name);
        if (Runs)
            return run.Status();

        var target = await work.FindTargetAsync();
        var next = ReencryptionRun.Start(caller, target, await work.CountAsync(target.Version), itemsPerSecond ?? DefaultRate, Now);

        // The reminder first: a run that nothing wakes would stand still after a crash, a reminder without a run is forgotten when it comes.
        await this.RegisterOrUpdateReminder(ReminderName, WakePeriod, WakePeriod);
        await WriteAsync(next);
        run = next;
        Drive();
        return run.Status();
    }

    public async Task<ReencryptionStatus> GetStatusAsync(Principal caller)
    {
        await RequireAsync(caller, KeyOperation.Describe);
        return Exists ? run.Status() : throw ReencryptionErrors.NoRun(name);
    }

    // It has woken the grain, and that is all it is for.
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (!Runs)
            await ForgetReminderAsync();
    }

    private void Drive()
    {
        pace = new(services.Time, run.ItemsPerSecond);
        writtenAt = Now;
        timer?.Dispose();
        timer = this.RegisterGrainTimer(StepAsync, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { KeepAlive = true });
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (!Runs)
            return;
        var wait = RetryPeriod;
        try
        {
            wait = await DoAsync();
        }
        catch (DunesException e)
        {
            LogHeldUp(logger, e, name);
            await HoldUpAsync(e);
        }
        catch (Exception e)
        {
            LogHeldUp(logger, e, name);
            await HoldUpAsync(ReencryptionErrors.Interrupted());
        }

        if (Runs)
            timer?.Change(wait > LongestWait ? LongestWait : wait, Timeout.InfiniteTimeSpan);
    }

    private async Task<TimeSpan> DoAsync()
    {
        var now = Now;
        if (run.PassFrom > now)
            return run.PassFrom - now;
        var batch = await work!.DoAsync(run.TargetVersion, run.Cursor, pace!.Batch);
        if (run.Pass == 1)
        {
            foreach (var failure in batch.Failures)
                services.Events.Record(Event(SecurityEventType.DecryptFailed, actor: null, success: false) with { StatusCode = failure.Code, StatusDetail = failure.Item });
        }

        var next = run.After(batch, Now);
        if (next.FinishedAt is not null)
        {
            await FinishAsync(next);
            return TimeSpan.Zero;
        }

        run = next;
        if (Now - writtenAt >= WritePeriod || batch.Cursor is null)
            await KeepAsync();
        return pace.After(batch.Seen);
    }

    private async Task KeepAsync()
    {
        writtenAt = Now;
        await WriteAsync(run);
    }

    // Event and findings before the state: a crash in between repeats them, and each is stored once.
    private async Task FinishAsync(ReencryptionRun finished)
    {
        try
        {
            await services.Events.RecordDurablyAsync(Event(SecurityEventType.KeyReencrypted, finished.StartedBy, finished.Failed == 0 && finished.LastError is null) with
            {
                Id = finished.Id,
                StatusDetail = $"To version {finished.TargetVersion}: {finished.Done} items done, {finished.Failed} do not open",
            });
            var findings = finished.Failures.Select(failure => new Finding(
                $"{Source}/{name}/{failure.Item}", (int)Severity.Critical, $"{failure.Item} does not open ({failure.Code})", Source, finished.StartedAt));
            await services.Findings.ReplaceOpenAsync($"{Source}/{name}", [.. findings.DistinctBy(finding => finding.Fingerprint)], Now, CancellationToken.None);
            await WriteAsync(finished);
        }
        catch
        {
            // The last batch is done again, and finds nothing left to do.
            run = run with { Done = finished.Done };
            throw;
        }

        run = finished;
        LogEnded(logger, name, finished.TargetVersion, finished.Done, finished.Failed);
        await ForgetReminderAsync();
    }

    // The destroyed key will not come back by trying; everything else may.
    private async Task HoldUpAsync(DunesException error)
    {
        try
        {
            run = run with { LastError = $"{error.Code}: {error.Message}" };
            if (error.Code == KeyErrors.DestroyedCode)
                await FinishAsync(run with { FinishedAt = Now });
            else if (run.LastError != Stored.LastError)
                await KeepAsync();
        }
        catch (Exception e)
        {
            LogHeldUp(logger, e, name);
        }
    }

    private async Task ForgetReminderAsync()
    {
        try
        {
            if (await this.GetReminder(ReminderName) is { } reminder)
                await this.UnregisterReminder(reminder);
        }
        catch (Exception e)
        {
            LogReminderFailed(logger, e, name);
        }
    }

    // As with the key itself: what another tenant has is not found, and every refusal is an event.
    private async Task RequireAsync(Principal caller, KeyOperation operation)
    {
        DunesException refusal;
        if (!KeyAccess.Sees(caller, name))
        {
            refusal = KeyErrors.NotFound(name);
        }
        else
        {
            var isRoot = this.GetPrimaryKeyString() == IReencryptionGrain.RootKey;
            var spec = isRoot ? null : (await GrainFactory.GetGrain<IKeyGrain>(name.ToString()).DescribeAsync(caller: null)).Spec;
            if (KeyAccess.IsAllowed(caller, name, spec, operation))
                return;
            refusal = KeyErrors.Denied(name, operation);
        }

        await services.Events.RecordDurablyAsync(Event(SecurityEventType.AuthorizationDenied, caller, success: false) with
        {
            StatusCode = refusal.Code,
            StatusDetail = operation.ToString(),
        });
        throw refusal;
    }

    private SecurityEvent Event(SecurityEventType type, Principal? actor, bool success) => new()
    {
        Type = type,
        Time = Now,
        Success = success,
        Actor = actor,
        ResourceType = "key",
        ResourceId = name.ToString(),
        Operation = Source,
        Tenant = name.Tenant,
    };
}
