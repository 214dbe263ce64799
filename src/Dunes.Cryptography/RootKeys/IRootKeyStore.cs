namespace Dunes.Cryptography.RootKeys;

/// <summary>Keeps the wrapped versions of the cluster root key: a few small records that change together or not at all.</summary>
public interface IRootKeyStore
{
    /// <summary>All versions, oldest first.</summary>
    Task<IReadOnlyList<RootKeyRecord>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Puts <paramref name="records"/> in the place of <paramref name="expected"/>, in one transaction: versions and wraps that are only in the former are
    /// added, those only in the latter removed. Durable when it returns <see langword="true"/>.
    /// </summary>
    /// <returns><see langword="false"/> when the store holds something else than <paramref name="expected"/>, whoever wrote it: nothing was changed.</returns>
    Task<bool> TryReplaceAsync(IReadOnlyList<RootKeyRecord> expected, IReadOnlyList<RootKeyRecord> records, CancellationToken cancellationToken);
}
