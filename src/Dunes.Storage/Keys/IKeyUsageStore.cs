namespace Dunes.Storage.Keys;

/// <summary>How often each version has been used. Silos count ahead, in blocks, so a count may only be too high.</summary>
public interface IKeyUsageStore
{
    /// <summary>Adds to the counts of a version in one statement, whoever else adds; the new totals are durable when it returns.</summary>
    Task<KeyUsage> AddAsync(Guid keyId, int version, long operations, long bytes, CancellationToken cancellationToken);

    /// <summary>The counts of versions <paramref name="from"/> to <paramref name="to"/>; those without a row are zero and left out.</summary>
    Task<IReadOnlyDictionary<int, KeyUsage>> ReadAsync(Guid keyId, int from, int to, CancellationToken cancellationToken);
}
