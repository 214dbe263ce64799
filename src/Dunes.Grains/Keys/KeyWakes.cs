using Dunes.Grains.Keys.Changes;

namespace Dunes.Grains.Keys;

/// <summary>When a key has to be looked after.</summary>
internal static class KeyWakes
{
    /// <summary>When something is due: a rotation, a destruction, or at once what is still to be reported or deleted. Null: never.</summary>
    public static DateTimeOffset? Next(KeyRecord record, DateTimeOffset now)
    {
        if (record.PendingEvents.Count > 0 || record.ToDelete.Count > 0)
            return now;
        var (rotation, destruction) = (RotationPolicy.NextRotation(record), KeyDeletion.NextDestruction(record));
        return rotation is null || destruction < rotation ? destruction : rotation;
    }
}
