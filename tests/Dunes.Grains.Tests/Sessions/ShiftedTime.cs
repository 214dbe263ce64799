using Dunes.Grains.Sessions;
using Dunes.Grains.Tests.Hosting;

namespace Dunes.Grains.Tests.Sessions;

/// <summary>
/// The clock can be put forward, and stopped; timers run as they do, for a silo needs them. Only the patience with which a session waits for an upstream's
/// first message does not run out on a slow machine: a page without messages would be the answer then.
/// </summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long shift;
    private long stoppedAt;

    public void Advance(TimeSpan by) => Interlocked.Add(ref shift, by.Ticks);

    /// <summary>From now on the time of day changes only by <see cref="Advance"/>.</summary>
    public void Stop() => Interlocked.Exchange(ref stoppedAt, System.GetUtcNow().Ticks);

    /// <summary>It goes on.</summary>
    public void Start() => Interlocked.Exchange(ref stoppedAt, 0);

    public override DateTimeOffset GetUtcNow()
    {
        var at = Interlocked.Read(ref stoppedAt);
        return (at == 0 ? System.GetUtcNow() : new DateTimeOffset(at, TimeSpan.Zero)).AddTicks(Interlocked.Read(ref shift));
    }

    public override long GetTimestamp() =>
        System.GetTimestamp() + (long)(TimeSpan.FromTicks(Interlocked.Read(ref shift)).TotalSeconds * System.TimestampFrequency);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime == SessionGrain.FirstPatience || dueTime == SessionGrain.ReadPatience ? SlowMachine.Limit : dueTime, period);
}
