namespace Dunes.Cryptography.RootKeys;

/// <summary>A key encrypted by a key encryption key (KEK). Equal when all of it is.</summary>
/// <param name="ProviderId">The <see cref="IKekProvider.Id"/> that made it.</param>
/// <param name="KekId">Which KEK of that provider; not secret.</param>
/// <param name="Bytes">The encrypted key, in the provider's own format.</param>
public sealed record WrappedKey(string ProviderId, string KekId, byte[] Bytes)
{
    /// <inheritdoc/>
    public bool Equals(WrappedKey? other) =>
        other is not null && ProviderId == other.ProviderId && KekId == other.KekId && Bytes.AsSpan().SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(ProviderId, StringComparer.Ordinal);
        hash.Add(KekId, StringComparer.Ordinal);
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }
}
