namespace Dunes.Grains.Keys;

/// <summary>
/// When a key rotates: a function of time and state alone, so that a tick that is late, doubled or missing changes nothing.
/// A version is current from when it was created until the next one was.
/// </summary>
internal static class RotationPolicy
{
    /// <summary>The shortest period, which is also the shortest of a reminder.</summary>
    public static readonly TimeSpan ShortestPeriod = TimeSpan.FromMinutes(1);

    /// <summary>The longest period.</summary>
    public static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(3650);

    /// <summary>When the current version is due, or null when it never is.</summary>
    public static DateTimeOffset? NextRotation(KeyState state) => state.Versions[^1].Info.CreatedAt + state.RotationPeriod;

    /// <summary>Whether the current version has had its time.</summary>
    public static bool IsDue(DateTimeOffset now, KeyState state) => NextRotation(state) <= now;

    /// <summary>
    /// When the next version is said to be created: now, but never before the current one. A clock that has jumped back
    /// then neither reorders versions nor makes one due that is not.
    /// </summary>
    public static DateTimeOffset CreationTime(DateTimeOffset now, KeyState state) =>
        state.Versions.Count > 0 && state.Versions[^1].Info.CreatedAt > now ? state.Versions[^1].Info.CreatedAt : now;
}
