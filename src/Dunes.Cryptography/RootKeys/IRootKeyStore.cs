namespace Dunes.Cryptography.RootKeys;

/// <summary>Keeps the wrapped versions of the cluster root key. Versions are added, never changed.</summary>
public interface IRootKeyStore
{
    /// <summary>All versions, in any order.</summary>
    Task<IReadOnlyList<RootKeyRecord>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Adds a version; durable when it returns <see langword="true"/>.</summary>
    /// <returns><see langword="false"/> when that version exists already, whoever made it: the caller then reads again.</returns>
    Task<bool> TryAddAsync(RootKeyRecord record, CancellationToken cancellationToken);
}
