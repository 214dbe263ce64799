using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys;

/// <summary>
/// When a key rotates by time: a function of clock and record alone, so that a tick that is late, doubled or missing changes nothing.
/// A version is current from when the record said so until the next one is. A key that cannot be used does not rotate: it does when it is enabled again.
/// </summary>
internal static class RotationPolicy
{
    /// <summary>The shortest period, which is also the shortest of a reminder.</summary>
    public static readonly TimeSpan ShortestPeriod = TimeSpan.FromMinutes(1);

    /// <summary>The longest period.</summary>
    public static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(3650);

    /// <summary>When the current version is due, or null when it never is.</summary>
    public static DateTimeOffset? NextRotation(KeyRecord record) =>
        record.State == KeyState.Enabled ? record.CurrentSince + record.Spec.Rotation.Period : null;

    /// <summary>Whether the current version has had its time.</summary>
    public static bool IsDue(DateTimeOffset now, KeyRecord record) => NextRotation(record) <= now;

    /// <summary>
    /// The time of what comes after the current version: now to the millisecond, but never before the current one. A clock that has jumped back
    /// then neither reorders versions nor makes one due that is not.
    /// </summary>
    public static DateTimeOffset TimeOfNext(DateTimeOffset now, KeyRecord record)
    {
        var cut = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        return record.CurrentSince > cut ? record.CurrentSince : cut;
    }
}
