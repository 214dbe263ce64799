namespace Dunes.Storage.RootKeys;

/// <summary>
/// What the cluster root key has sealed, for re-encryption and before a version is destroyed: grain state, and the secrets of key versions
/// (<see cref="Keys.IKeyVersionStore.ScanAsync"/> and <see cref="Keys.IKeyVersionStore.TryRewrapAsync"/>). Both begin with a DC2K-1 header.
/// </summary>
public interface IRootSealedStore
{
    /// <summary>How many rows there are under each version of the root key; a version under which there is none is left out. Reads all rows.</summary>
    Task<IReadOnlyDictionary<int, long>> CountAsync(CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> rows of grain state after a position, in their order, that are not sealed under a version.</summary>
    /// <param name="version">The version whose rows are left out.</param>
    /// <param name="after"><see cref="SealedStateRow.Position"/> of the last row of the page before, or null at the start.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<SealedStateRow>> ScanStateAsync(int version, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Puts another payload of the same state in the place of that of <paramref name="row"/>, without a new ETag, so that a grain that holds the state may
    /// write it still. Durable when it returns <see langword="true"/>.
    /// </summary>
    /// <returns><see langword="false"/> when the row has been written meanwhile, or is gone.</returns>
    Task<bool> TryReplaceStateAsync(SealedStateRow row, byte[] payload, CancellationToken cancellationToken);
}
