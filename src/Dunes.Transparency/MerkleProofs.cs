using System.Diagnostics.CodeAnalysis;

namespace Dunes.Transparency;

/// <summary>
/// Makes and checks inclusion and consistency proofs (RFC 9162, sections 2.1.3 and 2.1.4).
/// To prove many leaves of one tree, keep a <see cref="MerkleTree"/>: each call here builds one anew.
/// </summary>
public static class MerkleProofs
{
    /// <summary>The root of the tree over these leaf hashes, 32 bytes.</summary>
    /// <exception cref="ArgumentException">A leaf hash is not 32 bytes.</exception>
    public static byte[] Root(IReadOnlyList<byte[]> leafHashes) => new MerkleTree(leafHashes).Root;

    /// <inheritdoc cref="MerkleTree.Inclusion"/>
    /// <param name="leafHashes">All leaf hashes of the tree, 32 bytes each.</param>
    /// <param name="index">The leaf's index, from 0.</param>
    public static IReadOnlyList<byte[]> Inclusion(IReadOnlyList<byte[]> leafHashes, long index) => new MerkleTree(leafHashes).Inclusion(index);

    /// <summary>The proof that the tree of the first <paramref name="size1"/> leaves is the start of the tree of the first <paramref name="size2"/>.</summary>
    /// <param name="leafHashes">Leaf hashes, 32 bytes each; at least <paramref name="size2"/> of them.</param>
    /// <param name="size1">The older size, at least 1.</param>
    /// <param name="size2">The newer size, at least <paramref name="size1"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sizes are not 1 ≤ size1 ≤ size2 ≤ number of leaf hashes.</exception>
    public static IReadOnlyList<byte[]> Consistency(IReadOnlyList<byte[]> leafHashes, long size1, long size2)
    {
        ArgumentNullException.ThrowIfNull(leafHashes);
        ArgumentOutOfRangeException.ThrowIfLessThan(size2, size1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size2, leafHashes.Count);
        return new MerkleTree(leafHashes, (int)Math.Max(0, size2)).Consistency(size1);
    }

    /// <summary>Whether a leaf is in a tree at the given place (RFC 9162, section 2.1.3.2). False, never an exception, for anything malformed.</summary>
    /// <param name="leafHash">The leaf's hash, 32 bytes.</param>
    /// <param name="index">The leaf's index, from 0.</param>
    /// <param name="size">How many leaves the tree has.</param>
    /// <param name="proof">The audit path, from the leaf's sibling up; hashes of 32 bytes, none missing, none left over.</param>
    /// <param name="root">The root to reach, 32 bytes.</param>
    public static bool VerifyInclusion(byte[]? leafHash, long index, long size, IReadOnlyList<byte[]>? proof, byte[]? root)
    {
        if (!IsHash(leafHash) || !IsHash(root) || !AreHashes(proof) || index < 0 || index >= size)
            return false;

        var hash = leafHash.ToArray();
        var (node, last) = (index, size - 1);
        foreach (var sibling in proof)
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                MerkleHash.Node(sibling, hash, hash);
                SkipCarried(ref node, ref last);
            }
            else
            {
                MerkleHash.Node(hash, sibling, hash);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && hash.AsSpan().SequenceEqual(root);
    }

    /// <summary>
    /// Whether the tree of <paramref name="size1"/> leaves is the start of the tree of <paramref name="size2"/> leaves (RFC 9162, section 2.1.4.2).
    /// False, never an exception, for anything malformed; false too for <paramref name="size1"/> = 0, since a proof from the empty tree proves nothing.
    /// </summary>
    /// <param name="size1">The older size.</param>
    /// <param name="size2">The newer size.</param>
    /// <param name="root1">The older root, 32 bytes.</param>
    /// <param name="root2">The newer root, 32 bytes. Between equal sizes the two roots are compared as they are, whatever their length.</param>
    /// <param name="proof">Hashes of 32 bytes, none missing, none left over; empty when the sizes are equal.</param>
    public static bool VerifyConsistency(long size1, long size2, byte[]? root1, byte[]? root2, IReadOnlyList<byte[]>? proof)
    {
        if (root1 is null || root2 is null || proof is null || size1 <= 0 || size2 < size1)
            return false;
        // Nothing is hashed between equal sizes, so the lengths of the roots do not matter there; the published vectors hold us to that.
        if (size1 == size2)
            return proof.Count == 0 && root1.AsSpan().SequenceEqual(root2);
        if (proof.Count == 0 || !IsHash(root1) || !IsHash(root2) || !AreHashes(proof))
            return false;

        var (node, last) = (size1 - 1, size2 - 1);
        for (; (node & 1) == 1; node >>= 1)
            last >>= 1;

        // A complete older tree is itself the subtree to start from; otherwise the proof brings that subtree first.
        var (start, used) = node == 0 ? (root1, 0) : (proof[0], 1);
        var (older, newer) = (start.ToArray(), start.ToArray());
        for (; used < proof.Count; used++)
        {
            if (last == 0)
                return false;
            var sibling = proof[used];
            if ((node & 1) == 1 || node == last)
            {
                MerkleHash.Node(sibling, older, older);
                MerkleHash.Node(sibling, newer, newer);
                SkipCarried(ref node, ref last);
            }
            else
            {
                MerkleHash.Node(newer, sibling, newer);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && older.AsSpan().SequenceEqual(root1) && newer.AsSpan().SequenceEqual(root2);
    }

    /// <summary>At the right edge a node without a sibling is carried up unchanged: those levels have no hash in the proof.</summary>
    private static void SkipCarried(ref long node, ref long last)
    {
        while ((node & 1) == 0 && node != 0)
        {
            node >>= 1;
            last >>= 1;
        }
    }

    private static bool IsHash([NotNullWhen(true)] byte[]? hash) => hash is { Length: MerkleHash.Size };

    private static bool AreHashes([NotNullWhen(true)] IReadOnlyList<byte[]>? proof) => proof is not null && proof.All(IsHash);
}
