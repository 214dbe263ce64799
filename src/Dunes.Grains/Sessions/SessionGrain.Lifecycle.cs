using System.Diagnostics;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Sessions;
using Dunes.Grains.Sessions.Heads;
using Dunes.Grains.Sessions.Recording;
using Dunes.Transparency;
using Orleans.Storage;

namespace Dunes.Grains.Sessions;

/// <summary>How a context comes to life, who may use it, and how it ends.</summary>
internal sealed partial class SessionGrain
{
    private const int PageSize = 500;

    private static readonly TimeSpan UnreadStreamLife = TimeSpan.FromMinutes(1);

    // For so long a context that could not be loaded says so, before it is read again.
    private static readonly TimeSpan FaultLife = TimeSpan.FromSeconds(2);

    private IGrainTimer? timer;
    private Task closing = Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        try
        {
            state = await services.Headers.ReadAsync(Id);
            if (Header is { } header)
                await LoadAsync(header, cancellationToken);
        }
        catch (DunesException e) when (e.Kind == ErrorKind.Integrity)
        {
            fault = e;
            LogTampered(e, Id);
            await ReportAsync(Event(SecurityEventType.TamperDetected, actor: null, success: false) with { StatusCode = e.Code, StatusDetail = e.Message });
            RetryLater();
        }
        catch (Exception e)
        {
            // An exception that leaves this method would reach callers without its code.
            fault = e as DunesException ?? SessionError.Unreadable();
            LogNotLoaded(e, Id);
            RetryLater();
        }
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // Nothing is saved here: all that counts is durable already. The upstream's session stays, for the next activation to go on with.
        fault ??= SessionError.Moved();
        CancelAll(fault);
        sealer?.Dispose();
        if (connection is not null)
            await connection.DisposeAsync();
    }

    // Deactivating within an activation would make Orleans pass the waiting calls on from one activation to the next until it gives up.
    private void RetryLater() => timer = this.RegisterGrainTimer(
        _ =>
        {
            DeactivateOnIdle();
            return Task.CompletedTask;
        },
        new GrainTimerCreationOptions(FaultLife, Timeout.InfiniteTimeSpan));

    private async Task LoadAsync(ContextHeader header, CancellationToken cancellationToken)
    {
        sealer = ContextSealer.Of(GrainFactory, services.Time, Id, header);
        var stored = await services.StoredHeads.ReadAsync(Id, cancellationToken);
        var last = await CheckTailAsync(sealer, stored, cancellationToken);
        Begin(sealer, stored.Durable, last ?? header.OpenedAt);
        if (stored.Durable.Size > stored.SignedSize)
            services.Signer.Changed(Id, stored.Durable);
    }

    /// <summary>Opens what no signature covers yet, for it is going to be signed. Gives the time of the last entry.</summary>
    private async Task<DateTimeOffset?> CheckTailAsync(ContextSealer opener, StoredHead stored, CancellationToken cancellationToken)
    {
        DateTimeOffset? last = null;
        for (var from = Math.Max(0, Math.Min(stored.SignedSize, stored.Durable.Size - 1)); from < stored.Durable.Size;)
        {
            var page = await services.Journal.ReadAsync(Id, from, PageSize, cancellationToken);
            foreach (var row in page.Where(r => r.Seq < stored.Durable.Size))
            {
                if (row.Seq >= stored.SignedSize)
                    await opener.OpenAsync(row);
                last = row.At;
            }
            if (page.Count == 0)
                break;
            from = page[^1].Seq + 1;
        }
        return last;
    }

    private void Begin(ContextSealer newSealer, CompactRange durable, DateTimeOffset usedAt)
    {
        sealer = newSealer;
        recorder = new ContextRecorder(Id, newSealer, services.Journal, services.Signer, services.Time, durable);
        lastUse = usedAt;
        if (Header!.ClosedAt is not null)
            return;
        var period = IdlePolicy.CheckPeriod(services.Options.Value.IdleTimeout);
        // It keeps the activation alive: only so does an idle context end in time, and with it the upstream's session or process.
        timer = this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(period, period) { Interleave = true, KeepAlive = true });
    }

    private async Task LeaseAsync(ContextSealer newSealer, string tenant)
    {
        try
        {
            await newSealer.RenewLeaseAsync();
        }
        catch (DunesException e) when (e.Kind == ErrorKind.NotFound)
        {
            await services.Keys.EnsureSealingAsync(tenant);
            await newSealer.RenewLeaseAsync();
        }
    }

    private ValueTask AdmitAsync(Principal caller)
    {
        if (fault is null && Header is { ClosedAt: null } header && header.Owner.IsSameAs(caller) && !IsExpired())
        {
            lastUse = Now;
            return default;
        }
        return new ValueTask(RefuseAsync(caller));
    }

    private async Task RefuseAsync(Principal caller)
    {
        if (fault is not null)
            throw fault;
        if (Header is not { } header)
        {
            // An id that nobody has opened is no reason to stay in memory.
            DeactivateOnIdle();
            throw SessionError.NotFound();
        }
        if (!header.Owner.IsSameAs(caller))
        {
            var error = SessionError.NotFound();
            await services.Events.RecordDurablyAsync(Event(SecurityEventType.AuthorizationDenied, caller, success: false) with
            {
                StatusCode = error.Code,
                StatusDetail = "The context belongs to someone else.",
            });
            throw error;
        }
        if (header.ClosedAt is null)
            await CloseAsync("idle");
        throw SessionError.Ended();
    }

    private bool IsExpired()
    {
        var read = streams.TryGetValue(ISessionGrain.ServerStream, out var server) && server.Readers > 0;
        return IdlePolicy.IsExpired(Now, lastUse, calls.Count > 0 || read, services.Options.Value.IdleTimeout);
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        if (fault is not null || Header is not { ClosedAt: null })
            return;
        if (IsExpired())
        {
            await CloseAsync("idle");
            return;
        }
        var now = Now;
        foreach (var stream in streams.Values.Where(s => s.Readers == 0 && now - s.Touched >= UnreadStreamLife).ToList())
        {
            if (stream.Id == ISessionGrain.ServerStream)
                listening?.Cancel();
            else if (!stream.Ended)
                continue;
            streams.Remove(stream.Id);
        }
    }

    // A client that says it twice, or a client and the clock: who comes while it is being closed waits for that, for a second write of the same
    // header would be taken for another activation's.
    private Task CloseAsync(string reason) => closing.IsCompleted ? closing = CloseOnceAsync(reason) : closing;

    private async Task CloseOnceAsync(string reason)
    {
        if (Header is not { ClosedAt: null } header)
            return;
        var closed = header with { ClosedAt = DateTimeOffset.FromUnixTimeMilliseconds(Now.ToUnixTimeMilliseconds()), CloseReason = reason };
        await WriteHeaderAsync(closed);
        timer?.Dispose();
        CancelAll(SessionError.Ended());
        services.Events.Record(Event(SecurityEventType.ContextClosed, header.Owner, success: true) with { StatusDetail = reason });
        _ = HangUpAsync();
    }

    private async Task HangUpAsync()
    {
        try
        {
            if (connection is not null)
                await connection.EndAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            LogHangUpFailed(e, Id);
        }
        DeactivateOnIdle();
    }

    /// <summary>What this activation knows is no longer what is stored: all its calls end, and the next activation reads anew.</summary>
    private DunesException Abandon(DunesException error, Exception cause)
    {
        if (fault is not null)
            return fault;
        fault = error;
        LogAbandoned(cause, Id);
        CancelAll(error);
        DeactivateOnIdle();
        return error;
    }

    private void CancelAll(DunesException error)
    {
        listening?.Cancel();
        foreach (var call in calls.Values.ToList())
        {
            call.Cancel(error);
            call.Stream.Fail(error);
        }
        if (streams.TryGetValue(ISessionGrain.ServerStream, out var server))
            server.Fail(error);
    }

    private async Task WriteHeaderAsync(ContextHeader header)
    {
        // On a copy: until the write is acknowledged, the old header is what holds.
        var next = new GrainState<ContextHeader>(header, state.ETag) { RecordExists = state.RecordExists };
        try
        {
            await services.Headers.WriteAsync(Id, next);
        }
        catch (InconsistentStateException e)
        {
            throw Abandon(SessionError.WrittenElsewhere(), e);
        }
        catch (Exception e)
        {
            throw Abandon(SessionError.NotRecorded(), e);
        }
        next.RecordExists = true;
        state = next;
    }

    private async Task ReportAsync(SecurityEvent securityEvent)
    {
        try
        {
            await services.Events.RecordDurablyAsync(securityEvent);
        }
        catch (DunesException e)
        {
            LogNotReported(e, Id);
        }
    }

    private SecurityEvent Event(SecurityEventType type, Principal? actor, bool success) => new()
    {
        Type = type,
        Time = Now,
        Success = success,
        Actor = actor,
        ResourceType = "context",
        ResourceId = Id,
        ContextId = Id,
        TraceId = Activity.Current?.TraceId.ToHexString(),
        SpanId = Activity.Current?.SpanId.ToHexString(),
    };
}
