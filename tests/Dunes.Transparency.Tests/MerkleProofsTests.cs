using System.Text.Json;

namespace Dunes.Transparency.Tests;

public sealed class MerkleProofsTests
{
    private const int Largest = 130;
    private static readonly byte[][] Hashes = Leaves.Hashes(Largest);
    private static readonly MerkleTree[] Trees = [.. Enumerable.Range(0, Largest + 1).Select(size => new MerkleTree(Hashes[..size]))];

    [Fact]
    public void Published_inclusion_cases_match()
    {
        var cases = MerkleVectors.Load("tdev-inclusion.json");
        Assert.Equal(98, cases.GetArrayLength());
        foreach (var item in cases.EnumerateArray())
        {
            // The cases count in unsigned 64 bits; what does not fit ours wraps to a negative number, which is refused.
            var valid = MerkleProofs.VerifyInclusion(item.Base64("leafHash"), Wrap(item, "leafIdx"), Wrap(item, "treeSize"), item.Proof("proof"), item.Base64("root"));
            Assert.True(valid != item.GetProperty("wantErr").GetBoolean(), item.GetProperty("file").GetString());
        }
    }

    [Fact]
    public void Published_consistency_cases_match()
    {
        var cases = MerkleVectors.Load("tdev-consistency.json");
        Assert.Equal(98, cases.GetArrayLength());
        foreach (var item in cases.EnumerateArray())
        {
            var valid = MerkleProofs.VerifyConsistency(Wrap(item, "size1"), Wrap(item, "size2"), item.Base64("root1"), item.Base64("root2"), item.Proof("proof"));
            Assert.True(valid != item.GetProperty("wantErr").GetBoolean(), item.GetProperty("file").GetString());
        }
    }

    [Fact]
    public void A_real_log_of_961984011_leaves_matches()
    {
        var log = MerkleVectors.Load("ct-argon2020-large-tree.json");
        var (size, root) = (log.GetProperty("tree_size").GetInt64(), log.Base64("root_b64"));

        var inclusion = log.GetProperty("inclusion");
        var leaf = MerkleHash.Leaf(inclusion.Base64("leaf_input_b64"));
        Assert.Equal(inclusion.Base64("leaf_hash_b64"), leaf);
        var (index, path) = (inclusion.GetProperty("leaf_index").GetInt64(), inclusion.Proof("proof_b64"));
        Assert.True(MerkleProofs.VerifyInclusion(leaf, index, size, path, root));
        Assert.False(MerkleProofs.VerifyInclusion(leaf, index + 1, size, path, root));

        var consistency = log.GetProperty("consistency");
        var (size1, root1, proof) = (consistency.GetProperty("size1").GetInt64(), consistency.Base64("root1_b64"), consistency.Proof("proof_b64"));
        Assert.True(MerkleProofs.VerifyConsistency(size1, size, root1, root, proof));
        Assert.False(MerkleProofs.VerifyConsistency(size1 + 1, size, root1, root, proof));
    }

    [Fact]
    public void Every_inclusion_proof_verifies_and_any_changed_bit_fails()
    {
        for (var size = 1; size <= Largest; size++)
        {
            var (tree, root) = (Trees[size], Trees[size].Root);
            for (var index = 0; index < size; index++)
            {
                var (leaf, proof, bit) = (Hashes[index], tree.Inclusion(index), (31 * size + 7 * index) % 256);
                Assert.True(MerkleProofs.VerifyInclusion(leaf, index, size, proof, root));
                Assert.False(MerkleProofs.VerifyInclusion(Leaves.Flip(leaf, bit), index, size, proof, root));
                Assert.False(MerkleProofs.VerifyInclusion(leaf, index, size, proof, Leaves.Flip(root, bit)));
                foreach (var changed in Changes(proof, bit))
                    Assert.False(MerkleProofs.VerifyInclusion(leaf, index, size, changed, root));
            }
        }
    }

    [Fact]
    public void An_inclusion_proof_is_for_one_index_only()
    {
        for (var size = 2; size <= 40; size++)
        {
            for (var index = 0; index < size; index++)
            {
                for (var other = -1; other <= size; other++)
                    Assert.Equal(other == index, MerkleProofs.VerifyInclusion(Hashes[index], other, size, Trees[size].Inclusion(index), Trees[size].Root));
            }
        }
    }

    [Fact]
    public void Every_consistency_proof_verifies_and_any_changed_bit_fails()
    {
        for (var size2 = 1; size2 <= Largest; size2++)
        {
            var root2 = Trees[size2].Root;
            for (var size1 = 1; size1 <= size2; size1++)
            {
                var (root1, proof, bit) = (Trees[size1].Root, Trees[size2].Consistency(size1), (31 * size2 + 7 * size1) % 256);
                Assert.True(MerkleProofs.VerifyConsistency(size1, size2, root1, root2, proof));
                Assert.False(MerkleProofs.VerifyConsistency(size1, size2, Leaves.Flip(root1, bit), root2, proof));
                Assert.False(MerkleProofs.VerifyConsistency(size1, size2, root1, Leaves.Flip(root2, bit), proof));
                foreach (var changed in Changes(proof, bit))
                    Assert.False(MerkleProofs.VerifyConsistency(size1, size2, root1, root2, changed));
            }
        }
    }

    [Fact]
    public void Every_single_bit_of_a_proof_counts()
    {
        var (tree, proof, consistency) = (Trees[77], Trees[77].Inclusion(42), Trees[77].Consistency(43));
        for (var bit = 0; bit < 256; bit++)
        {
            foreach (var changed in Changes(proof, bit))
                Assert.False(MerkleProofs.VerifyInclusion(Hashes[42], 42, 77, changed, tree.Root));
            foreach (var changed in Changes(consistency, bit))
                Assert.False(MerkleProofs.VerifyConsistency(43, 77, Trees[43].Root, tree.Root, changed));
        }
    }

    [Fact]
    public void Malformed_input_is_false_and_never_throws()
    {
        var (leaf, root, proof) = (Hashes[2], Trees[7].Root, Trees[7].Inclusion(2));
        byte[] shorter = root[..31], longer = [.. root, 0];
        Assert.False(MerkleProofs.VerifyInclusion(null, 2, 7, proof, root));
        Assert.False(MerkleProofs.VerifyInclusion(leaf, 2, 7, null, root));
        Assert.False(MerkleProofs.VerifyInclusion(leaf, 2, 7, proof, null));
        Assert.False(MerkleProofs.VerifyInclusion(leaf, 2, 7, [proof[0], null!, proof[2]], root));
        Assert.False(MerkleProofs.VerifyInclusion(leaf, 2, 7, [proof[0], shorter, proof[2]], root));
        Assert.False(MerkleProofs.VerifyInclusion(longer, 0, 1, [], longer));
        Assert.False(MerkleProofs.VerifyInclusion(leaf, -1, 7, proof, root));
        Assert.False(MerkleProofs.VerifyInclusion(leaf, 0, 0, [], leaf));
        Assert.False(MerkleProofs.VerifyInclusion(leaf, long.MinValue, long.MaxValue, proof, root));
        Assert.False(MerkleProofs.VerifyConsistency(0, 0, MerkleHash.EmptyRoot, MerkleHash.EmptyRoot, []));
        Assert.False(MerkleProofs.VerifyConsistency(0, 7, MerkleHash.EmptyRoot, root, []));
        Assert.False(MerkleProofs.VerifyConsistency(-1, 7, root, root, proof));
        Assert.False(MerkleProofs.VerifyConsistency(8, 7, root, root, []));
        Assert.False(MerkleProofs.VerifyConsistency(7, 7, root, Trees[6].Root, []));
        Assert.False(MerkleProofs.VerifyConsistency(7, 7, null, null, []));
        Assert.False(MerkleProofs.VerifyConsistency(7, 7, root, root, [root]));
        Assert.False(MerkleProofs.VerifyConsistency(3, 7, shorter, root, Trees[7].Consistency(3)));
        Assert.False(MerkleProofs.VerifyConsistency(4, 7, longer, root, Trees[7].Consistency(4)));
        Assert.False(MerkleProofs.VerifyConsistency(3, 7, Trees[3].Root, root, [longer, .. Trees[7].Consistency(3).Skip(1)]));
        Assert.False(MerkleProofs.VerifyConsistency(3, 7, Trees[3].Root, root, null));
    }

    [Fact]
    public void Proofs_over_part_of_the_leaves_are_those_of_the_smaller_tree()
    {
        Assert.Equal(Trees[20].Consistency(13), MerkleProofs.Consistency(Hashes, 13, 20));
        Assert.Equal(Trees[20].Inclusion(13), MerkleProofs.Inclusion(Hashes[..20], 13));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleProofs.Consistency(Hashes, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleProofs.Consistency(Hashes, 5, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleProofs.Consistency(Hashes, -2, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleProofs.Consistency(Hashes, 5, Largest + 1));
    }

    /// <summary>The proof with one bit of one hash changed, for each hash; with one hash missing at either end; with one too many.</summary>
    private static IEnumerable<IReadOnlyList<byte[]>> Changes(IReadOnlyList<byte[]> proof, int bit)
    {
        for (var i = 0; i < proof.Count; i++)
            yield return [.. proof.Take(i), Leaves.Flip(proof[i], bit), .. proof.Skip(i + 1)];
        if (proof.Count > 0)
        {
            yield return [.. proof.Skip(1)];
            yield return [.. proof.SkipLast(1)];
        }

        yield return [.. proof, Hashes[0]];
    }

    private static long Wrap(JsonElement item, string name) => unchecked((long)item.GetProperty(name).GetUInt64());
}
