using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Changes;

/// <summary>Enabling and disabling of a key or a version. Null: it is so already.</summary>
internal static class KeyStates
{
    public static KeyChange? Enable(KeyName name, KeyRecord record, int? version)
    {
        if (!RequireChangeable(name, record, version, KeyState.Enabled))
            return null;
        return version is { } number
            ? new(record with { Exceptions = Without(record.Exceptions, number) }, SecurityEventType.KeyEnabled, $"version {number}", Restricts: false)
            : new(record with { State = KeyState.Enabled }, SecurityEventType.KeyEnabled, "the key", Restricts: false);
    }

    public static KeyChange? Disable(KeyName name, KeyRecord record, int? version)
    {
        if (!RequireChangeable(name, record, version, KeyState.Disabled))
            return null;
        return version is { } number
            ? new(record with { Exceptions = With(record.Exceptions, number, new(KeyState.Disabled, null)) }, SecurityEventType.KeyDisabled, $"version {number}", Restricts: true)
            : new(record with { State = KeyState.Disabled }, SecurityEventType.KeyDisabled, "the key", Restricts: true);
    }

    /// <summary>The state of a version by itself.</summary>
    /// <exception cref="Abstractions.Errors.DunesException">DUNES-KEY-003: there is no such version, or it is trimmed.</exception>
    public static KeyState OfVersion(KeyName name, KeyRecord record, int version)
    {
        RequireNotDestroyed(name, record);
        if (version < record.MinAvailableVersion || version > record.CurrentVersion)
            throw KeyErrors.NoVersion(name, version);
        return record.Exceptions.TryGetValue(version, out var status) ? status.State : KeyState.Enabled;
    }

    /// <summary>Refuses a version that cannot be used now.</summary>
    public static void RequireEnabled(KeyName name, KeyRecord record, int version)
    {
        var state = OfVersion(name, record, version);
        if (record.State != KeyState.Enabled)
            throw KeyErrors.WrongState($"The key {name}", record.State, "it has to be enabled");
        if (state == KeyState.Destroyed)
            throw KeyErrors.VersionDestroyed(name, version);
        if (state != KeyState.Enabled)
            throw KeyErrors.WrongState($"Version {version} of the key {name}", state, "it has to be enabled");
    }

    public static void RequireNotDestroyed(KeyName name, KeyRecord record)
    {
        if (record.State == KeyState.Destroyed)
            throw KeyErrors.Destroyed(name);
    }

    /// <summary>Gives a version another status; since when it is not enabled stays.</summary>
    public static Dictionary<int, VersionStatus> With(IReadOnlyDictionary<int, VersionStatus> exceptions, int version, VersionStatus status) =>
        new(exceptions) { [version] = status with { DisabledAt = exceptions.TryGetValue(version, out var before) ? before.DisabledAt : null } };

    public static Dictionary<int, VersionStatus> Without(IReadOnlyDictionary<int, VersionStatus> exceptions, int version)
    {
        var rest = new Dictionary<int, VersionStatus>(exceptions);
        rest.Remove(version);
        return rest;
    }

    // Whether there is something to change; throws when it may not be changed.
    private static bool RequireChangeable(KeyName name, KeyRecord record, int? version, KeyState wanted)
    {
        RequireNotDestroyed(name, record);
        if (record.State == KeyState.PendingDeletion)
            throw KeyErrors.WrongState($"The key {name}", record.State, "undelete it first");
        if (version is not { } number)
            return record.State != wanted;
        return OfVersion(name, record, number) switch
        {
            KeyState.Destroyed => throw KeyErrors.VersionDestroyed(name, number),
            KeyState.PendingDeletion => throw KeyErrors.WrongState($"Version {number} of the key {name}", KeyState.PendingDeletion, "undelete it first"),
            var state => state != wanted,
        };
    }
}
