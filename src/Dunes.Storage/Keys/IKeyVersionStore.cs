namespace Dunes.Storage.Keys;

/// <summary>The versions of keys, a row each, so that ten thousand are no burden.</summary>
public interface IKeyVersionStore
{
    /// <summary>
    /// Adds a version; durable when it returns. <see langword="false"/> when that version has a row already: a crash has left it before the key
    /// knew of it, or another activation was faster; that row is then the version.
    /// </summary>
    Task<bool> TryAddAsync(KeyVersionRow row, CancellationToken cancellationToken);

    /// <summary>A version, or null.</summary>
    Task<KeyVersionRow?> FindAsync(Guid keyId, int version, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> versions from <paramref name="from"/> on, oldest first.</summary>
    Task<IReadOnlyList<KeyVersionRow>> ListAsync(Guid keyId, int from, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes versions <paramref name="from"/> to <paramref name="to"/>, both included; durable when it returns.</summary>
    Task DeleteAsync(Guid keyId, int from, int to, CancellationToken cancellationToken);

    /// <summary>Rows after (<paramref name="keyId"/>, <paramref name="version"/>) in their order, of all keys: for re-encryption and verification.</summary>
    Task<IReadOnlyList<KeyVersionRow>> ScanAsync(Guid keyId, int version, int limit, CancellationToken cancellationToken);

    /// <summary>Puts a new wrap in the place of <paramref name="old"/>; <see langword="false"/> when the row has another wrap by now, or is gone.</summary>
    Task<bool> TryRewrapAsync(KeyVersionRow old, byte[] wrapped, CancellationToken cancellationToken);
}
