namespace Dunes.Transparency.Tests;

internal static class Leaves
{
    /// <summary>The hashes of the leaves 0, 1, 2, … each of two bytes.</summary>
    public static byte[][] Hashes(int count) => [.. Enumerable.Range(0, count).Select(i => MerkleHash.Leaf([(byte)(i >> 8), (byte)i]))];

    /// <summary>The definition of RFC 6962, section 2.1, word for word: split at the largest power of two below the size.</summary>
    public static byte[] RootByDefinition(ReadOnlySpan<byte[]> leafHashes)
    {
        if (leafHashes.Length == 0)
            return MerkleHash.EmptyRoot;
        if (leafHashes.Length == 1)
            return leafHashes[0];
        var split = Split(leafHashes.Length);
        return MerkleHash.Node(RootByDefinition(leafHashes[..split]), RootByDefinition(leafHashes[split..]));
    }

    /// <summary>PATH(m, D[n]) of RFC 6962, section 2.1.1.</summary>
    public static List<byte[]> PathByDefinition(int index, ReadOnlySpan<byte[]> leafHashes)
    {
        if (leafHashes.Length == 1)
            return [];
        var split = Split(leafHashes.Length);
        return index < split
            ? [.. PathByDefinition(index, leafHashes[..split]), RootByDefinition(leafHashes[split..])]
            : [.. PathByDefinition(index - split, leafHashes[split..]), RootByDefinition(leafHashes[..split])];
    }

    /// <summary>SUBPROOF(m, D[n], b) of RFC 6962, section 2.1.2.</summary>
    public static List<byte[]> SubproofByDefinition(int size1, ReadOnlySpan<byte[]> leafHashes, bool known)
    {
        if (size1 == leafHashes.Length)
            return known ? [] : [RootByDefinition(leafHashes)];
        var split = Split(leafHashes.Length);
        return size1 <= split
            ? [.. SubproofByDefinition(size1, leafHashes[..split], known), RootByDefinition(leafHashes[split..])]
            : [.. SubproofByDefinition(size1 - split, leafHashes[split..], false), RootByDefinition(leafHashes[..split])];
    }

    public static byte[] Flip(byte[] hash, int bit)
    {
        var changed = hash.ToArray();
        changed[bit / 8] ^= (byte)(1 << (bit % 8));
        return changed;
    }

    private static int Split(int size) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)size) / 2;
}
