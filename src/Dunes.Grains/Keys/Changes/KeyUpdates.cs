using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Changes;

/// <summary>Changes of what may change of a key.</summary>
internal static class KeyUpdates
{
    /// <summary>Whether the update says anything that needs <see cref="KeyOperation.Manage"/>.</summary>
    public static bool NeedsManage(KeyUpdate update) => update with { Grants = null } != new KeyUpdate();

    /// <summary>Whether it changes when the key rotates, and nothing else.</summary>
    public static bool IsRotationOnly(KeyUpdate update) => update with { Rotation = null } == new KeyUpdate();

    /// <summary>The key with the update; null when it says nothing.</summary>
    /// <exception cref="Abstractions.Errors.DunesException">DUNES-KEY-004: it is not acceptable; all faults at once. DUNES-KEY-017: a floor is out of bounds.</exception>
    public static KeyChange? Apply(KeyName name, KeyRecord record, KeyUpdate update)
    {
        if (update == new KeyUpdate())
            return null;
        KeyStates.RequireNotDestroyed(name, record);
        var spec = record.Spec with
        {
            Description = update.Description ?? record.Spec.Description,
            Tags = update.Tags ?? record.Spec.Tags,
            Rotation = update.Rotation ?? record.Spec.Rotation,
            Limits = update.Limits ?? record.Spec.Limits,
            Grants = update.Grants ?? record.Spec.Grants,
        };
        KeySpecCheck.Run(name, spec);
        var (encryption, decryption) = (update.MinEncryptionVersion ?? record.MinEncryptionVersion, update.MinDecryptionVersion ?? record.MinDecryptionVersion);
        if (!(record.MinAvailableVersion <= decryption && decryption <= encryption && encryption <= record.CurrentVersion))
        {
            throw KeyErrors.BadFloor(
                $"The floors of {name} do not fit: first available version {record.MinAvailableVersion} <= decryption {decryption} <= encryption {encryption} <= current version {record.CurrentVersion} must hold.");
        }

        return new(
            record with { Spec = KeySpecCheck.Stored(spec), MinEncryptionVersion = encryption, MinDecryptionVersion = decryption },
            SecurityEventType.KeyUpdated,
            string.Join(", ", Named(update)),
            Restricts: update.Limits is not null || update.Grants is not null || update.MinEncryptionVersion is not null || update.MinDecryptionVersion is not null || update.Rotation is not null);
    }

    private static IEnumerable<string> Named(KeyUpdate update)
    {
        if (update.Description is not null)
            yield return "description";
        if (update.Tags is not null)
            yield return "tags";
        if (update.Rotation is not null)
            yield return "rotation";
        if (update.Limits is { } limits)
            yield return $"limits {limits.WarnOperations} and {limits.MaxOperations}";
        if (update.Grants is { } grants)
            yield return $"{grants.Count} grants";
        if (update.MinEncryptionVersion is { } encryption)
            yield return $"minimum encryption version {encryption}";
        if (update.MinDecryptionVersion is { } decryption)
            yield return $"minimum decryption version {decryption}";
    }
}
