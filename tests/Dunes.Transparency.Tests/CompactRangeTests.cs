using CsCheck;

namespace Dunes.Transparency.Tests;

public sealed class CompactRangeTests
{
    [Fact]
    public void Its_root_is_the_root_of_the_whole_tree()
    {
        var hashes = Leaves.Hashes(600);
        var range = new CompactRange();
        for (var size = 0; size < hashes.Length; size++)
        {
            Assert.Equal(size, range.Size);
            Assert.Equal(Leaves.RootByDefinition(hashes.AsSpan(0, size)), range.Root());
            range.Append(hashes[size]);
        }
    }

    [Fact]
    public void Stored_and_read_back_it_grows_as_before() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[0, 40]).Sample((before, after) =>
        {
            var hashes = Leaves.Hashes(before + after);
            var range = new CompactRange();
            foreach (var hash in hashes.AsSpan(0, before))
                range.Append(hash);
            var bytes = range.ToBytes();
            Assert.Equal(32 * System.Numerics.BitOperations.PopCount((uint)before), bytes.Length);
            var (clone, read) = (range.Clone(), CompactRange.FromBytes(before, bytes));
            foreach (var hash in hashes.AsSpan(before))
            {
                clone.Append(hash);
                read.Append(hash);
            }

            Assert.Equal(before, range.Size);
            Assert.Equal(Leaves.RootByDefinition(hashes.AsSpan(0, before)), range.Root());
            Assert.Equal(Leaves.RootByDefinition(hashes), clone.Root());
            Assert.Equal(clone.Root(), read.Root());
            Assert.Equal(clone.ToBytes(), read.ToBytes());
        }, iter: 300);

    [Fact]
    public void The_frontier_lists_the_largest_subtree_first()
    {
        var hashes = Leaves.Hashes(7);
        var range = new CompactRange();
        foreach (var hash in hashes)
            range.Append(hash);
        byte[] expected = [.. Leaves.RootByDefinition(hashes.AsSpan(0, 4)), .. Leaves.RootByDefinition(hashes.AsSpan(4, 2)), .. hashes[6]];
        Assert.Equal(expected, range.ToBytes());
    }

    [Theory]
    [InlineData(0, 32)]
    [InlineData(1, 0)]
    [InlineData(3, 32)]
    [InlineData(3, 63)]
    [InlineData(4, 64)]
    [InlineData(-1, 2048)]
    [InlineData(long.MaxValue, 62 * 32)]
    public void A_frontier_that_does_not_fit_its_size_is_refused(long size, int length) =>
        Assert.Throws<FormatException>(() => CompactRange.FromBytes(size, new byte[length]));

    [Fact]
    public void A_leaf_hash_of_another_length_is_refused_and_changes_nothing()
    {
        var range = new CompactRange();
        range.Append(MerkleHash.Leaf([1]));
        Assert.Throws<ArgumentException>(() => range.Append(new byte[31]));
        Assert.Throws<ArgumentException>(() => range.Append([]));
        Assert.Equal(1, range.Size);
        Assert.Equal(MerkleHash.Leaf([1]), range.Root());
    }
}
