namespace Dunes.Cryptography.RootKeys;

/// <summary>One version of the cluster root key as it is stored: only wrapped. Equal when all of it is, in whatever order the wraps are.</summary>
/// <param name="Version">1 or more.</param>
/// <param name="CreatedAt">When it was made (millisecond).</param>
/// <param name="ActiveFrom">From when on it seals (millisecond): every process has it by then.</param>
/// <param name="Wraps">The same key, at most once per provider and KEK; any one opens it.</param>
public sealed record RootKeyRecord(int Version, DateTimeOffset CreatedAt, DateTimeOffset ActiveFrom, IReadOnlyList<WrappedKey> Wraps)
{
    /// <inheritdoc/>
    public bool Equals(RootKeyRecord? other) =>
        other is not null && Version == other.Version && CreatedAt == other.CreatedAt && ActiveFrom == other.ActiveFrom
        && Wraps.Count == other.Wraps.Count && Wraps.ToHashSet().SetEquals(other.Wraps);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Version, CreatedAt, ActiveFrom, Wraps.Count);
}
