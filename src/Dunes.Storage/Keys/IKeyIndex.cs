namespace Dunes.Storage.Keys;

/// <summary>Which keys there are, for lists; the key's grain state is what counts.</summary>
public interface IKeyIndex
{
    /// <summary>Adds a key, or gives its row another id. Written before the grain state: a crash between the two leaves a row of a key that was never created.</summary>
    Task AddAsync(KeyRow row, CancellationToken cancellationToken);

    /// <summary>A page by name; <paramref name="after"/> is the last name of the page before, null at the start.</summary>
    Task<IReadOnlyList<KeyRow>> ListAsync(string tenant, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>All tenants that have keys, the cluster itself included.</summary>
    Task<IReadOnlyList<string>> ReadTenantsAsync(CancellationToken cancellationToken);
}
