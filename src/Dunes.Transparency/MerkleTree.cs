namespace Dunes.Transparency;

/// <summary>
/// A whole tree in memory, with every level kept: n leaves cost n - 1 hashes once, and each proof after that costs none.
/// For one batch of heads, or for one context; a log that outgrows memory keeps a <see cref="CompactRange"/> instead.
/// Immutable, so safe for many threads. The arrays it hands out are its own: do not write to them.
/// </summary>
public sealed class MerkleTree
{
    // Level k holds the roots of the runs of 2^k leaves. The last run may be short; its root is carried up unchanged when it
    // has no sibling, which is the shape RFC 6962 gives by splitting at the largest power of two below the size.
    private readonly List<byte[][]> _levels;

    /// <summary>Builds the tree.</summary>
    /// <param name="leafHashes">The leaf hashes in order, 32 bytes each. The arrays are kept, not copied.</param>
    /// <exception cref="ArgumentException">A leaf hash is not 32 bytes.</exception>
    public MerkleTree(IReadOnlyList<byte[]> leafHashes)
        : this(leafHashes, leafHashes?.Count ?? 0)
    {
    }

    internal MerkleTree(IReadOnlyList<byte[]> leafHashes, int size)
    {
        ArgumentNullException.ThrowIfNull(leafHashes);
        var level = new byte[size][];
        for (var i = 0; i < size; i++)
        {
            MerkleHash.RequireHash(leafHashes[i], nameof(leafHashes));
            level[i] = leafHashes[i];
        }

        _levels = [level];
        while (level.Length > 1)
        {
            var above = new byte[(level.Length + 1) / 2][];
            for (var i = 0; i < above.Length; i++)
                above[i] = 2 * i + 1 < level.Length ? MerkleHash.Node(level[2 * i], level[2 * i + 1]) : level[2 * i];
            _levels.Add(above);
            level = above;
        }
    }

    /// <summary>How many leaves the tree has.</summary>
    public long Size => _levels[0].Length;

    /// <summary>The root, 32 bytes; <see cref="MerkleHash.EmptyRoot"/> when there are no leaves.</summary>
    public byte[] Root => Size == 0 ? MerkleHash.EmptyRoot : _levels[^1][0];

    /// <summary>The audit path of a leaf, from the leaf's sibling up (RFC 9162, section 2.1.3.1).</summary>
    /// <param name="index">The leaf's index, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public IReadOnlyList<byte[]> Inclusion(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
        var proof = new List<byte[]>(_levels.Count);
        AddSiblings(proof, 0, index);
        return proof;
    }

    /// <summary>The proof that the first <paramref name="size1"/> leaves are the start of this tree (RFC 9162, section 2.1.4.1).</summary>
    /// <param name="size1">The older size: from 1 to <see cref="Size"/>. Equal sizes give an empty proof.</param>
    /// <exception cref="ArgumentOutOfRangeException">The older size is 0 (nothing to prove) or larger than the tree.</exception>
    public IReadOnlyList<byte[]> Consistency(long size1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size1, Size);
        if (size1 == Size)
            return [];

        // The proof climbs from the last complete subtree of the older tree; when that is the whole older tree, the verifier has its root.
        var proof = new List<byte[]>(_levels.Count);
        var (level, node) = (0, size1 - 1);
        for (; (node & 1) == 1; node >>= 1)
            level++;
        if (node != 0)
            proof.Add(_levels[level][node]);
        AddSiblings(proof, level, node);
        return proof;
    }

    private void AddSiblings(List<byte[]> proof, int level, long node)
    {
        for (; level < _levels.Count - 1; level++, node >>= 1)
        {
            if ((node ^ 1) < _levels[level].Length)
                proof.Add(_levels[level][node ^ 1]);
        }
    }
}
