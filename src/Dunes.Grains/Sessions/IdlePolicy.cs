namespace Dunes.Grains.Sessions;

/// <summary>When a context has been silent for too long: a pure function of time, last use and what goes on.</summary>
internal static class IdlePolicy
{
    /// <summary>Whether the context must be closed now. A call in flight or an open long poll of the server stream counts as use at this moment.</summary>
    public static bool IsExpired(DateTimeOffset now, DateTimeOffset lastUse, bool inUse, TimeSpan timeout) => !inUse && now - lastUse >= timeout;

    /// <summary>How often to look: often enough that a context outlives its time by an eighth at most, at most once a second, at least once a minute.</summary>
    public static TimeSpan CheckPeriod(TimeSpan timeout) =>
        TimeSpan.FromTicks(Math.Clamp(timeout.Ticks / 8, TimeSpan.TicksPerSecond, TimeSpan.TicksPerMinute));
}
