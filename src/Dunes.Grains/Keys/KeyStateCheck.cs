using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Storage.Keys;

namespace Dunes.Grains.Keys;

/// <summary>What must hold of a stored key before it is used.</summary>
internal static class KeyStateCheck
{
    /// <summary>Refuses a record that this software cannot have written.</summary>
    /// <exception cref="DunesException">DUNES-KEY-103.</exception>
    public static void Run(KeyName name, KeyRecord record)
    {
        if (Fault(record) is { } fault)
            throw KeyErrors.BadState(name, fault);
    }

    /// <summary>The row of a version that the record has.</summary>
    /// <exception cref="DunesException">DUNES-KEY-103: it is missing, or of another algorithm.</exception>
    public static KeyVersionRow Require(KeyName name, KeyRecord record, int version, KeyVersionRow? row)
    {
        if (row is null)
            throw KeyErrors.BadState(name, $"the row of version {version} is missing");
        return row.Algorithm == record.Spec.Algorithm ? row : throw KeyErrors.BadState(name, $"version {version} is of another algorithm");
    }

    private static string? Fault(KeyRecord record)
    {
        if (!KeyAlgorithms.All.Contains(record.Spec.Algorithm))
            return "its algorithm is unknown";
        if (record.CurrentVersion < 1 || record.KeyId == Guid.Empty)
            return "it has no version";
        if (!(record.MinAvailableVersion >= 1
            && record.MinAvailableVersion <= record.MinDecryptionVersion
            && record.MinDecryptionVersion <= record.MinEncryptionVersion
            && record.MinEncryptionVersion <= record.CurrentVersion))
        {
            return "its version floors are out of order";
        }

        if (record.CurrentSince < record.CreatedAt)
            return "its current version is older than the key";
        if ((record.State is KeyState.PendingDeletion or KeyState.Destroyed) != record.DestroyAt.HasValue)
            return "its state and the time of its destruction do not fit";
        foreach (var (version, status) in record.Exceptions)
        {
            if (version < record.MinAvailableVersion || version > record.CurrentVersion)
                return $"it says something of version {version}, which it does not have";
            if (status.State == KeyState.Enabled || (status.State == KeyState.Disabled) == status.DestroyAt.HasValue)
                return $"the state of version {version} and the time of its destruction do not fit";
            if (version == record.CurrentVersion && status.State != KeyState.Disabled)
                return "its current version is deleted";
        }

        return null;
    }
}
