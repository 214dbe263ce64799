namespace Dunes.Storage.Sessions;

/// <summary>The sequence number is taken, or the entry before it is missing: another activation has written. The loser MUST re-read.</summary>
/// <param name="contextId">The context.</param>
/// <param name="seq">The first sequence number that was refused.</param>
public sealed class JournalConflictException(string contextId, long seq)
    : Exception($"Entry {seq} of context {contextId} conflicts with what is stored.")
{
    /// <summary>The first sequence number that was refused.</summary>
    public long Seq { get; } = seq;
}
