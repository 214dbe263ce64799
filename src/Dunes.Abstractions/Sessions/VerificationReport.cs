namespace Dunes.Abstractions.Sessions;

/// <summary>The outcome of a verification. It is sound only when there is no fault.</summary>
/// <param name="Context">The context, or null for the check across contexts.</param>
/// <param name="Size">Entries found.</param>
/// <param name="Root">Root re-derived from the entries, 32 bytes.</param>
/// <param name="SignedSize">Entries covered by the newest valid signature.</param>
/// <param name="Algorithm">Its algorithm, for instance <c>ML-DSA-65</c>.</param>
/// <param name="PublicKey">The public key it verifies with.</param>
/// <param name="SignedAt">When it was made.</param>
/// <param name="KeyVersions">Versions of the sealing key that entries are sealed under, with their counts.</param>
/// <param name="Faults">Everything that is wrong.</param>
/// <param name="Shredded">Entries whose contents are gone because their key was destroyed: no fault. Their place in tree, heads and signatures is checked like any other's.</param>
/// <param name="ShreddedBecause">Which key, or null when there are none.</param>
[GenerateSerializer, Immutable, Alias("dunes.sessions.report")]
public sealed record VerificationReport(
    [property: Id(0)] string? Context,
    [property: Id(1)] long Size,
    [property: Id(2)] byte[] Root,
    [property: Id(3)] long SignedSize,
    [property: Id(4)] string? Algorithm,
    [property: Id(5)] byte[]? PublicKey,
    [property: Id(6)] DateTimeOffset? SignedAt,
    [property: Id(7)] IReadOnlyDictionary<int, long> KeyVersions,
    [property: Id(8)] IReadOnlyList<VerificationFault> Faults,
    [property: Id(9)] long Shredded = 0,
    [property: Id(10)] string? ShreddedBecause = null)
{
    /// <summary>No fault was found.</summary>
    public bool Sound => Faults.Count == 0;
}
