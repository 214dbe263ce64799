namespace Dunes.Storage.Sessions;

/// <summary>A row of <c>context_heads</c>: a context's head as a leaf of a signed batch.</summary>
/// <param name="ContextId">The context.</param>
/// <param name="Size">Entries it covers.</param>
/// <param name="Root">Root over their leaf hashes, 32 bytes.</param>
/// <param name="Frontier">The compact range that yields the root: concatenated subtree roots, largest first.</param>
/// <param name="BatchId">The batch whose signature covers it.</param>
/// <param name="LeafIndex">Its place in the batch.</param>
/// <param name="Path">Inclusion proof in the batch, concatenated 32-byte hashes.</param>
public sealed record SignedHead(string ContextId, long Size, byte[] Root, byte[] Frontier, Guid BatchId, int LeafIndex, byte[] Path);
