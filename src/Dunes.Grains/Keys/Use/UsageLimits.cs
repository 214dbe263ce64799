using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Use;

/// <summary>The thresholds of one version.</summary>
/// <param name="RotateOperations">With so many the next use rotates; null: not for this reason, or the version is not current.</param>
/// <param name="RotateBytes">Alike, for bytes.</param>
/// <param name="Warn">See <see cref="KeyLimits.WarnOperations"/>.</param>
/// <param name="Max">See <see cref="KeyLimits.MaxOperations"/>.</param>
internal readonly record struct UsageLimits(long? RotateOperations, long? RotateBytes, long Warn, long Max)
{
    /// <summary>The thresholds of a version as the record has them.</summary>
    public static UsageLimits Of(KeyRecord record, int version)
    {
        var (rotation, limits) = (record.Spec.Rotation, record.Spec.Limits);
        return version == record.CurrentVersion
            ? new(rotation.AfterOperations, rotation.AfterBytes, limits.WarnOperations, limits.MaxOperations)
            : new(null, null, limits.WarnOperations, limits.MaxOperations);
    }

    /// <summary>Operations to the nearest threshold that has not been reached; none left: 0.</summary>
    public long OperationsLeft(long used)
    {
        var end = Math.Min(Max, RotateOperations ?? Max);
        if (used < Warn)
            end = Math.Min(end, Warn);
        return Math.Max(0, end - used);
    }

    /// <summary>Bytes to the rotation.</summary>
    public long BytesLeft(long used) => RotateBytes is { } end ? Math.Max(0, end - used) : long.MaxValue;
}
