namespace Dunes.Grains.Sessions.Proofs;

/// <summary>The part of a proof file about the signed batch.</summary>
/// <param name="Id">The batch.</param>
/// <param name="Count">Heads in it.</param>
/// <param name="Index">The head's index.</param>
/// <param name="Path">Inclusion proof of the head in the batch.</param>
/// <param name="Root">Root over the heads.</param>
/// <param name="SignedAt">When; milliseconds count.</param>
/// <param name="Algorithm">For instance <c>ML-DSA-65</c>.</param>
/// <param name="KeyVersion">Version of <c>$system/context-heads</c>.</param>
/// <param name="PublicKey">Public key of that version.</param>
/// <param name="Signature">Over the batch statement, FIPS 204 encoding.</param>
internal sealed record ContextProofBatch(
    Guid Id,
    long Count,
    long Index,
    IReadOnlyList<byte[]> Path,
    byte[] Root,
    DateTimeOffset SignedAt,
    string Algorithm,
    int KeyVersion,
    byte[] PublicKey,
    byte[] Signature);
