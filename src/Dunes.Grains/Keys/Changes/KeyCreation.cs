using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Changes;

/// <summary>Creation, and the next version.</summary>
internal static class KeyCreation
{
    /// <summary>A key whose first version is <paramref name="createdAt"/> old.</summary>
    public static KeyChange First(Guid keyId, KeySpec spec, DateTimeOffset createdAt, SecurityEventType type = SecurityEventType.KeyCreated) => new(
        new KeyRecord { KeyId = keyId, Spec = spec, CreatedAt = createdAt, CurrentVersion = 1, CurrentSince = createdAt },
        type,
        Detail(spec, 1),
        Restricts: false);

    /// <summary>The key with one version more, current from <paramref name="since"/> on.</summary>
    public static KeyChange Next(KeyRecord record, DateTimeOffset since) => new(
        record with { CurrentVersion = record.CurrentVersion + 1, CurrentSince = since },
        SecurityEventType.KeyRotated,
        Detail(record.Spec, record.CurrentVersion + 1),
        Restricts: false);

    /// <summary>Refuses to rotate a key that is not in use.</summary>
    public static void RequireRotatable(KeyName name, KeyRecord record)
    {
        KeyStates.RequireNotDestroyed(name, record);
        if (record.State != KeyState.Enabled)
            throw KeyErrors.WrongState($"The key {name}", record.State, "only an enabled key is rotated");
    }

    private static string Detail(KeySpec spec, int version) => $"{spec.Algorithm} version {version}";
}
