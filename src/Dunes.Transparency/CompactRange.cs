using System.Numerics;

namespace Dunes.Transparency;

/// <summary>
/// The right frontier of a growing tree: the roots of its complete subtrees, largest first, one for each set bit of the size.
/// It is all that is needed to append leaves and to know the root (RFC 6962, section 2.1), in at most 2016 bytes.
/// Not safe for use by several threads at once.
/// </summary>
public sealed class CompactRange
{
    private byte[] _frontier;

    /// <summary>The frontier of the empty tree.</summary>
    public CompactRange() => _frontier = [];

    private CompactRange(long size, byte[] frontier)
    {
        Size = size;
        _frontier = frontier;
    }

    /// <summary>How many leaves the tree has.</summary>
    public long Size { get; private set; }

    private int Count => BitOperations.PopCount((ulong)Size);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <param name="size">How many leaves the tree has.</param>
    /// <param name="frontier">Subtree roots of 32 bytes each, largest subtree first; as many as <paramref name="size"/> has set bits.</param>
    /// <exception cref="FormatException">The size is negative, or the frontier's length does not fit it.</exception>
    public static CompactRange FromBytes(long size, ReadOnlySpan<byte> frontier)
    {
        if (size < 0)
            throw new FormatException($"A Merkle tree cannot have {size} leaves.");
        var expected = BitOperations.PopCount((ulong)size) * MerkleHash.Size;
        if (frontier.Length != expected)
            throw new FormatException($"The frontier of a Merkle tree of {size} leaves has {expected} bytes, not {frontier.Length}.");
        return new CompactRange(size, frontier.ToArray());
    }

    /// <summary>Adds a leaf at the right end, with at most log2(size) hashes.</summary>
    /// <param name="leafHash">The leaf's hash (<see cref="MerkleHash.Leaf"/>), 32 bytes.</param>
    /// <exception cref="ArgumentException">The hash is not 32 bytes.</exception>
    public void Append(ReadOnlySpan<byte> leafHash)
    {
        MerkleHash.RequireHash(leafHash, nameof(leafHash));
        var last = Count;
        if (_frontier.Length < (last + 1) * MerkleHash.Size)
            Array.Resize(ref _frontier, Math.Max(4, 2 * last) * MerkleHash.Size);

        leafHash.CopyTo(Subtree(last));
        // Each trailing one bit is a complete subtree as large as the one just made: the two become one, as in a binary carry.
        for (var carry = Size; (carry & 1) == 1; carry >>= 1, last--)
            MerkleHash.Node(Subtree(last - 1), Subtree(last), Subtree(last - 1));
        Size++;
    }

    /// <summary>The tree's root, 32 bytes; <see cref="MerkleHash.EmptyRoot"/> when there are no leaves.</summary>
    public byte[] Root()
    {
        if (Size == 0)
            return MerkleHash.EmptyRoot;
        var last = Count - 1;
        var root = Subtree(last).ToArray();
        while (--last >= 0)
            MerkleHash.Node(Subtree(last), root, root);
        return root;
    }

    /// <summary>The subtree roots, 32 bytes each, largest subtree first. With <see cref="Size"/>, <see cref="FromBytes"/> reads them.</summary>
    public byte[] ToBytes() => _frontier.AsSpan(0, Count * MerkleHash.Size).ToArray();

    /// <summary>A copy that grows on its own.</summary>
    public CompactRange Clone() => new(Size, ToBytes());

    private Span<byte> Subtree(int index) => _frontier.AsSpan(index * MerkleHash.Size, MerkleHash.Size);
}
