namespace Dunes.Storage.Sessions;

/// <summary>A row of <c>session_entries</c>.</summary>
/// <param name="ContextId">The context.</param>
/// <param name="Seq">Position in it, from 0 without gaps.</param>
/// <param name="LeafHash">RFC 6962 leaf hash over blind and canonical entry, 32 bytes.</param>
/// <param name="Sealed">The entry with its blind, as a DC2K-1 message.</param>
/// <param name="KeyVersion">Version of the sealing key.</param>
/// <param name="At">When it was recorded; milliseconds are kept.</param>
/// <param name="Kind">Kind of entry.</param>
public sealed record JournalEntry(string ContextId, long Seq, byte[] LeafHash, byte[] Sealed, int KeyVersion, DateTimeOffset At, string Kind);
