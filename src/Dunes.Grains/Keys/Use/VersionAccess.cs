using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Use;

/// <summary>What a version may be used for: a function of the record alone, so that every silo that has the record says the same.</summary>
internal static class VersionAccess
{
    /// <summary>Why nothing can be done with any version of the key now, or null.</summary>
    public static DunesException? Refusal(KeyName name, KeyRecord record) => record.State switch
    {
        KeyState.Enabled => null,
        KeyState.Disabled => KeyUseErrors.Disabled(name, null),
        KeyState.PendingDeletion => KeyUseErrors.PendingDeletion(name, null, record.DestroyAt),
        _ => KeyErrors.Destroyed(name),
    };

    /// <summary>Why a version cannot protect (<paramref name="protects"/>: sign, seal, authenticate, encapsulate) or open and verify now, or null.</summary>
    public static DunesException? Refusal(KeyName name, KeyRecord record, int version, bool protects)
    {
        if (Refusal(name, record) is { } refusal)
            return refusal;
        if (version < 1 || version > record.CurrentVersion)
            return KeyErrors.NoVersion(name, version);
        if (version < record.MinAvailableVersion)
            return KeyErrors.VersionDestroyed(name, version);
        if (record.Exceptions.TryGetValue(version, out var status) && status.State != KeyState.Enabled)
        {
            return status.State switch
            {
                KeyState.Disabled => KeyUseErrors.Disabled(name, version),
                KeyState.PendingDeletion => KeyUseErrors.PendingDeletion(name, version, status.DestroyAt),
                _ => KeyErrors.VersionDestroyed(name, version),
            };
        }

        if (protects && version < record.MinEncryptionVersion)
            return KeyUseErrors.BelowFloor(name, version, "signs, seals or authenticates", record.MinEncryptionVersion);
        return !protects && version < record.MinDecryptionVersion
            ? KeyUseErrors.BelowFloor(name, version, "opens or verifies", record.MinDecryptionVersion)
            : null;
    }

    /// <summary>Throws the refusal, if there is one.</summary>
    public static void Require(KeyName name, KeyRecord record, int version, bool protects)
    {
        if (Refusal(name, record, version, protects) is { } refusal)
            throw refusal;
    }

    /// <summary>Whether a version's secret may be in memory at all.</summary>
    public static bool MayBeOpen(KeyName name, KeyRecord record, int version) =>
        Refusal(name, record, version, protects: true) is null || Refusal(name, record, version, protects: false) is null;
}
