namespace Dunes.Storage.Sessions;

/// <summary>Entries by the version of the key that they are sealed under: for re-encryption, the only thing that ever changes an entry's row.</summary>
public interface ISealedEntryStore
{
    /// <summary>How many entries of a tenant's contexts are sealed under versions below <paramref name="version"/>.</summary>
    Task<long> CountAsync(string tenant, int version, CancellationToken cancellationToken);

    /// <summary>
    /// At most <paramref name="limit"/> entries of a tenant's contexts that are sealed under versions below <paramref name="version"/>, by version, context and
    /// place, after a position (null: from the start). Walks an index: a whole pass looks at each such entry once.
    /// </summary>
    Task<IReadOnlyList<JournalEntry>> ScanAsync(string tenant, int version, EntryPosition? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Puts new sealed bytes and key version in the place of the old ones, where a row is still exactly as it was read; one transaction, durable when it
    /// returns. Leaf hash, time and kind stay, and so do heads and proofs.
    /// </summary>
    /// <returns>How many rows were changed.</returns>
    Task<int> ReplaceAsync(IReadOnlyList<(JournalEntry Old, JournalEntry New)> entries, CancellationToken cancellationToken);
}
