namespace Dunes.Grains.Tests.Sessions;

/// <summary>The clock can be put forward, and stopped; timers run as they do, for a silo needs them.</summary>
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
}
