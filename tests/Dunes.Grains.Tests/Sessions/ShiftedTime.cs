namespace Dunes.Grains.Tests.Sessions;

/// <summary>The clock can be put forward; timers run as they do, for a silo needs them.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long shift;

    public void Advance(TimeSpan by) => Interlocked.Add(ref shift, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref shift));

    public override long GetTimestamp() =>
        System.GetTimestamp() + (long)(TimeSpan.FromTicks(Interlocked.Read(ref shift)).TotalSeconds * System.TimestampFrequency);
}
