namespace Dunes.Storage.Sessions;

/// <summary>The append-only journal of all contexts, written by one writer per process that commits the appends of many contexts together.</summary>
public interface ISessionJournal
{
    /// <summary>
    /// Appends. The task completes only when the entry is durable (committed), and fails with <see cref="JournalConflictException"/> when
    /// the sequence number is taken or the entry before it is not there; a context never has a gap or a fork. Appends of one context
    /// may be in flight together: they are committed in order, and when one fails all later ones of that context fail too, until the context
    /// is read again (<see cref="ReadAsync"/> or <see cref="ReadLeafHashesAsync"/>): who has not read does not know what is stored.
    /// Any other exception means that it is unknown whether the entry was written.
    /// </summary>
    Task AppendAsync(JournalEntry entry);

    /// <summary>Entries from <paramref name="fromSeq"/>, in order, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<JournalEntry>> ReadAsync(string contextId, long fromSeq, int limit, CancellationToken cancellationToken);

    /// <summary>Sequence numbers and leaf hashes from <paramref name="fromSeq"/>, in order, all of them.</summary>
    Task<IReadOnlyList<(long Seq, byte[] LeafHash)>> ReadLeafHashesAsync(string contextId, long fromSeq, CancellationToken cancellationToken);

    /// <summary>Contexts with entries that no signed head covers: what a crash left.</summary>
    Task<IReadOnlyList<string>> ReadUnsignedContextsAsync(CancellationToken cancellationToken);

    /// <summary>Contexts that have entries or heads but are not in <c>contexts</c>.</summary>
    Task<IReadOnlyList<string>> ReadUnlistedContextsAsync(CancellationToken cancellationToken);
}
