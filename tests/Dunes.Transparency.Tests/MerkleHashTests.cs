using System.Security.Cryptography;
using System.Text;

namespace Dunes.Transparency.Tests;

public sealed class MerkleHashTests
{
    [Fact]
    public void Reference_hasher_vectors_match()
    {
        foreach (var vector in MerkleVectors.Load("rfc6962-reference-tree.json").GetProperty("hasher").EnumerateArray())
        {
            byte[] Ascii(string name) => Encoding.ASCII.GetBytes(vector.GetProperty(name).GetString()!);
            var want = vector.GetProperty("want").Hex();
            switch (vector.GetProperty("what").GetString())
            {
                case "empty root":
                    Assert.Equal(want, MerkleHash.EmptyRoot);
                    break;
                case "leaf":
                    Assert.Equal(want, MerkleHash.Leaf(Ascii("input_ascii")));
                    break;
                default:
                    // This vector has children of four bytes, which no tree has: the prefix is right, the product refuses the lengths.
                    Assert.Equal(want, SHA256.HashData([1, .. Ascii("left_ascii"), .. Ascii("right_ascii")]));
                    Assert.Throws<ArgumentException>(() => MerkleHash.Node(Ascii("left_ascii"), Ascii("right_ascii")));
                    break;
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1_000_000)]
    public void A_leaf_of_any_length_is_hashed_behind_a_zero_byte(int length)
    {
        var data = new byte[length];
        new Random(length).NextBytes(data);
        Assert.Equal(SHA256.HashData([0, .. data]), MerkleHash.Leaf(data));
    }

    [Fact]
    public void A_caller_who_writes_to_the_empty_root_harms_nobody()
    {
        MerkleHash.EmptyRoot[0] ^= 1;
        Assert.Equal(SHA256.HashData([]), MerkleHash.EmptyRoot);
    }
}
