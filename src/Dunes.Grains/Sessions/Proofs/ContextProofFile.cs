namespace Dunes.Grains.Sessions.Proofs;

/// <summary>The fields of a proof file; bytes are base64.</summary>
/// <param name="Format"><see cref="ContextProof.Format"/>.</param>
/// <param name="Context">The context.</param>
/// <param name="Seq">The entry's place.</param>
/// <param name="Entry">The entry bytes.</param>
/// <param name="Blind">The entry's blind.</param>
/// <param name="Index">The leaf's index, equal to <paramref name="Seq"/>.</param>
/// <param name="Size">Entries that the head covers.</param>
/// <param name="Inclusion">Inclusion proof of the leaf in the head's tree.</param>
/// <param name="HeadRoot">The head's root.</param>
/// <param name="Batch">The signed batch that the head is in.</param>
internal sealed record ContextProofFile(
    string Format,
    string Context,
    long Seq,
    byte[] Entry,
    byte[] Blind,
    long Index,
    long Size,
    IReadOnlyList<byte[]> Inclusion,
    byte[] HeadRoot,
    ContextProofBatch Batch);
