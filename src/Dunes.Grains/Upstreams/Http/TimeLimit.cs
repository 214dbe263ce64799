namespace Dunes.Grains.Upstreams.Http;

/// <summary>Cancels when time is up or when the caller wants it; the time can be set anew while the upstream shows life.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationToken caller;
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration registration;

    public TimeLimit(TimeProvider time, TimeSpan limit, CancellationToken caller)
    {
        this.caller = caller;
        source = new CancellationTokenSource(limit, time);
        registration = caller.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), source);
    }

    /// <summary>Cancelled for either reason.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>The caller has cancelled: no error of the upstream.</summary>
    public bool IsCallersWish => caller.IsCancellationRequested;

    /// <summary>The time starts again.</summary>
    public void Restart(TimeSpan limit) => source.CancelAfter(limit);

    /// <summary>No limit from now on.</summary>
    public void Lift() => source.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose()
    {
        registration.Dispose();
        source.Dispose();
    }
}
