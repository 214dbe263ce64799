namespace Dunes.Transparency.Tests;

public sealed class MerkleTreeTests
{
    private const int Largest = 130;
    private static readonly byte[][] Hashes = Leaves.Hashes(Largest);

    [Fact]
    public void Reference_tree_matches()
    {
        var reference = MerkleVectors.Load("rfc6962-reference-tree.json");
        byte[][] leaves = [.. reference.GetProperty("leaf_inputs_hex").EnumerateArray().Select(input => MerkleHash.Leaf(input.Hex()))];
        byte[][][] levels = [.. reference.GetProperty("node_hashes_hex_by_level").EnumerateArray().Select(level => level.EnumerateArray().Select(node => node.Hex()).ToArray())];
        Assert.Equal(levels[0], leaves);
        for (var level = 1; level < levels.Length; level++)
        {
            for (var i = 0; i < levels[level].Length; i++)
                Assert.Equal(levels[level][i], MerkleHash.Node(levels[level - 1][2 * i], levels[level - 1][2 * i + 1]));
        }

        var size = 0;
        foreach (var root in reference.GetProperty("root_hex_by_tree_size").EnumerateArray())
            Assert.Equal(root.Hex(), MerkleProofs.Root(leaves[..size++]));
        Assert.Equal(9, size);
    }

    [Fact]
    public void Roots_and_proofs_are_those_of_the_definition()
    {
        for (var size = 0; size <= Largest; size++)
        {
            var leaves = Hashes.AsSpan(0, size);
            var tree = new MerkleTree(leaves.ToArray());
            Assert.Equal(size, tree.Size);
            Assert.Equal(Leaves.RootByDefinition(leaves), tree.Root);
            // The definition is slow; sizes around the powers of two have every shape there is.
            if (size is > 20 and not (31 or 32 or 33 or 63 or 64 or 65 or 100 or 127 or 128 or 129))
                continue;
            for (var i = 0; i < size; i++)
            {
                Assert.Equal(Leaves.PathByDefinition(i, leaves), tree.Inclusion(i));
                Assert.Equal(Leaves.SubproofByDefinition(i + 1, leaves, true), tree.Consistency(i + 1));
            }
        }
    }

    [Fact]
    public void Leaves_and_sizes_outside_the_tree_are_refused()
    {
        var tree = new MerkleTree(Hashes[..5]);
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Inclusion(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Inclusion(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Consistency(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Consistency(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Consistency(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MerkleTree([]).Inclusion(0));
        Assert.Throws<ArgumentException>(() => new MerkleTree([Hashes[0], new byte[31]]));
    }
}
