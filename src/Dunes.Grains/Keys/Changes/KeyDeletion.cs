using System.Globalization;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Changes;

/// <summary>Scheduled deletion, its cancellation, and destruction. What is destroyed is in <see cref="KeyRecord.ToDelete"/> until its rows are gone.</summary>
internal static class KeyDeletion
{
    /// <summary>The longest time that a key or a version waits to be destroyed.</summary>
    public const int LongestDays = 30;

    /// <summary>Schedules the destruction of the key, or of a version; of 0 days it is done at once. What is scheduled already gets the new time.</summary>
    /// <param name="name">The key.</param>
    /// <param name="record">As it is.</param>
    /// <param name="version">The version and when it was made, or null for the key.</param>
    /// <param name="days">0 to 30.</param>
    /// <param name="now">The time.</param>
    public static KeyChange Schedule(KeyName name, KeyRecord record, (int Number, DateTimeOffset CreatedAt)? version, int days, DateTimeOffset now)
    {
        RequireDays(days);
        KeyStates.RequireNotDestroyed(name, record);
        var at = now.AddDays(days);
        if (version is not { } deleted)
        {
            return days == 0
                ? DestroyKey(record, now)
                : new(record with { State = KeyState.PendingDeletion, DestroyAt = at }, SecurityEventType.KeyDeletionScheduled, Until("the key", at), Restricts: true);
        }

        RequireDeletable(name, record, deleted.Number);
        if (days == 0)
            return DestroyVersions(record, [KeyValuePair.Create(deleted.Number, deleted.CreatedAt)], now);
        var status = new VersionStatus(KeyState.PendingDeletion, at, deleted.CreatedAt);
        return new(
            record with { Exceptions = KeyStates.With(record.Exceptions, deleted.Number, status) },
            SecurityEventType.KeyDeletionScheduled,
            Until($"version {deleted.Number}", at),
            Restricts: true);
    }

    /// <summary>Refuses a time that nothing may wait.</summary>
    public static void RequireDays(int days)
    {
        if (days is < 0 or > LongestDays)
            throw KeyErrors.OutOfRange($"Keys and versions are destroyed after 0 to {LongestDays} days.");
    }

    /// <summary>Refuses a version that cannot be deleted by itself.</summary>
    public static void RequireDeletable(KeyName name, KeyRecord record, int version)
    {
        if (KeyStates.OfVersion(name, record, version) == KeyState.Destroyed)
            throw KeyErrors.VersionDestroyed(name, version);
        if (version == record.CurrentVersion)
            throw KeyErrors.CurrentVersion(name, version);
    }

    /// <summary>Cancels a destruction; the key or version is then disabled.</summary>
    public static KeyChange Cancel(KeyName name, KeyRecord record, int? version)
    {
        KeyStates.RequireNotDestroyed(name, record);
        if (version is not { } number)
        {
            return record.State == KeyState.PendingDeletion
                ? new(record with { State = KeyState.Disabled, DestroyAt = null }, SecurityEventType.KeyDeletionCancelled, "the key", Restricts: false)
                : throw KeyErrors.WrongState($"The key {name}", record.State, "no deletion of it is scheduled");
        }

        return KeyStates.OfVersion(name, record, number) switch
        {
            KeyState.Destroyed => throw KeyErrors.VersionDestroyed(name, number),
            KeyState.PendingDeletion => new(
                record with { Exceptions = KeyStates.With(record.Exceptions, number, new(KeyState.Disabled, null)) },
                SecurityEventType.KeyDeletionCancelled,
                $"version {number}",
                Restricts: false),
            var state => throw KeyErrors.WrongState($"Version {number} of the key {name}", state, "no deletion of it is scheduled"),
        };
    }

    /// <summary>When something is to be destroyed next, or null.</summary>
    public static DateTimeOffset? NextDestruction(KeyRecord record)
    {
        if (record.State == KeyState.Destroyed)
            return null;
        var next = record.State == KeyState.PendingDeletion ? record.DestroyAt : null;
        foreach (var status in record.Exceptions.Values)
        {
            if (status.State == KeyState.PendingDeletion && (next is null || status.DestroyAt < next))
                next = status.DestroyAt;
        }

        return next;
    }

    /// <summary>Destroys what is due, or null when nothing is. Restricts nothing: no version that is pending deletion is in use.</summary>
    public static KeyChange? Due(KeyRecord record, DateTimeOffset now)
    {
        if (NextDestruction(record) is not { } next || next > now)
            return null;
        if (record.State == KeyState.PendingDeletion && record.DestroyAt <= now)
            return DestroyKey(record, now) with { Restricts = false };
        var due = record.Exceptions.Where(version => version.Value.State == KeyState.PendingDeletion && version.Value.DestroyAt <= now);
        return DestroyVersions(record, [.. due.Select(version => KeyValuePair.Create(version.Key, version.Value.CreatedAt ?? record.CreatedAt)).OrderBy(version => version.Key)], now) with { Restricts = false };
    }

    /// <summary>Destroys all versions below one; null when they are destroyed already.</summary>
    public static KeyChange? Trim(KeyName name, KeyRecord record, int minAvailableVersion)
    {
        KeyStates.RequireNotDestroyed(name, record);
        if (minAvailableVersion <= record.MinAvailableVersion)
            return minAvailableVersion >= 1 ? null : throw KeyErrors.OutOfRange("Versions count from 1.");
        if (minAvailableVersion > Math.Min(record.MinEncryptionVersion, record.MinDecryptionVersion))
        {
            throw KeyErrors.BadFloor(
                $"Versions of {name} below {minAvailableVersion} can be destroyed once neither floor is below it: they are {record.MinEncryptionVersion} and {record.MinDecryptionVersion}.");
        }

        var trimmed = Present(record, record.MinAvailableVersion, minAvailableVersion - 1);
        return new(
            record with
            {
                MinAvailableVersion = minAvailableVersion,
                Exceptions = record.Exceptions.Where(version => version.Key >= minAvailableVersion).ToDictionary(),
                ToDelete = [.. record.ToDelete, .. trimmed],
            },
            SecurityEventType.KeyDestroyed,
            $"all versions below {minAvailableVersion}",
            Restricts: true);
    }

    // A row above the current version may be there from a crash; it goes as well.
    private static KeyChange DestroyKey(KeyRecord record, DateTimeOffset now) => new(
        record with
        {
            State = KeyState.Destroyed,
            DestroyAt = now,
            Exceptions = new Dictionary<int, VersionStatus>(),
            ToDelete = [.. record.ToDelete, .. Present(record, record.MinAvailableVersion, record.CurrentVersion + 1)],
        },
        SecurityEventType.KeyDestroyed,
        "the key",
        Restricts: true);

    private static KeyChange DestroyVersions(KeyRecord record, IReadOnlyList<KeyValuePair<int, DateTimeOffset>> destroyed, DateTimeOffset now)
    {
        var exceptions = new Dictionary<int, VersionStatus>(record.Exceptions);
        foreach (var (version, createdAt) in destroyed)
            exceptions = KeyStates.With(exceptions, version, new(KeyState.Destroyed, now, createdAt));

        // Destroyed versions at the start need no entry: all below the first available one are.
        var first = record.MinAvailableVersion;
        while (exceptions.TryGetValue(first, out var status) && status.State == KeyState.Destroyed)
            exceptions.Remove(first++);
        return new(
            record with
            {
                Exceptions = exceptions,
                MinAvailableVersion = first,
                MinDecryptionVersion = Math.Max(first, record.MinDecryptionVersion),
                MinEncryptionVersion = Math.Max(first, record.MinEncryptionVersion),
                ToDelete = [.. record.ToDelete, .. destroyed.Select(version => version.Key)],
            },
            SecurityEventType.KeyDestroyed,
            $"version {string.Join(", ", VersionRange.Of(destroyed.Select(version => version.Key)))}",
            Restricts: true);
    }

    private static IEnumerable<int> Present(KeyRecord record, int from, int to) =>
        Enumerable.Range(from, to - from + 1).Where(version => !record.Exceptions.TryGetValue(version, out var status) || status.State != KeyState.Destroyed);

    private static string Until(string what, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{what}, at {at:u}");
}
