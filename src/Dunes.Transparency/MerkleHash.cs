using System.Security.Cryptography;

namespace Dunes.Transparency;

/// <summary>The two hashes of a transparency tree: SHA-256 with one prefix byte for leaves and another for nodes (RFC 6962 and RFC 9162, section 2.1).</summary>
public static class MerkleHash
{
    /// <summary>Size of every hash, in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0x00;
    private const byte NodePrefix = 0x01;
    private const int StackLimit = 1024;

    /// <summary>The root of a tree without leaves: SHA-256 of nothing. Every call gives a fresh array.</summary>
    public static byte[] EmptyRoot => SHA256.HashData([]);

    /// <summary>The hash of a leaf: SHA-256(00 ‖ <paramref name="data"/>).</summary>
    /// <param name="data">The leaf's bytes, of any length.</param>
    /// <returns>32 bytes.</returns>
    public static byte[] Leaf(ReadOnlySpan<byte> data)
    {
        var hash = new byte[Size];
        if (data.Length < StackLimit)
        {
            Span<byte> input = stackalloc byte[1 + data.Length];
            input[0] = LeafPrefix;
            data.CopyTo(input[1..]);
            SHA256.HashData(input, hash);
            return hash;
        }

        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha256.AppendData([LeafPrefix]);
        sha256.AppendData(data);
        sha256.GetHashAndReset(hash);
        return hash;
    }

    /// <summary>The hash of an inner node: SHA-256(01 ‖ <paramref name="left"/> ‖ <paramref name="right"/>).</summary>
    /// <param name="left">The left child's hash, 32 bytes.</param>
    /// <param name="right">The right child's hash, 32 bytes.</param>
    /// <returns>32 bytes.</returns>
    /// <exception cref="ArgumentException">A child is not 32 bytes.</exception>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var hash = new byte[Size];
        Node(left, right, hash);
        return hash;
    }

    /// <summary>As <see cref="Node(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>, into <paramref name="destination"/>, which may be one of the children.</summary>
    internal static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
    {
        RequireHash(left, nameof(left));
        RequireHash(right, nameof(right));
        Span<byte> input = stackalloc byte[1 + 2 * Size];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Size)..]);
        SHA256.HashData(input, destination);
    }

    internal static void RequireHash(ReadOnlySpan<byte> hash, string parameter)
    {
        if (hash.Length != Size)
            throw new ArgumentException($"A Merkle hash has {Size} bytes, not {hash.Length}.", parameter);
    }
}
