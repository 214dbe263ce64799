using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Changes;

/// <summary>A key from a backup.</summary>
internal static class KeyRestoration
{
    /// <summary>
    /// The key as it was when the backup was taken. What was pending deletion then is disabled, as if it were undeleted; the epoch goes on from what the
    /// name had, so that no copy of before can pass for newer.
    /// </summary>
    public static KeyChange Restore(KeyRecord backup, long epoch) => new(
        backup with
        {
            State = backup.State == KeyState.PendingDeletion ? KeyState.Disabled : backup.State,
            DestroyAt = null,
            Epoch = Math.Max(epoch, backup.Epoch),
            Exceptions = backup.Exceptions.ToDictionary(
                version => version.Key,
                version => version.Value.State == KeyState.PendingDeletion ? version.Value with { State = KeyState.Disabled, DestroyAt = null } : version.Value),
            PendingEvents = [],
            ToDelete = [],
        },
        SecurityEventType.KeyRestored,
        $"{backup.Spec.Algorithm} versions {backup.MinAvailableVersion} to {backup.CurrentVersion}",
        Restricts: false);
}
