using System.Buffers.Binary;
using System.Text;
using Dunes.Transparency;

namespace Dunes.Grains.Sessions.Heads;

/// <summary>The bytes of a head and of the statement that is signed over a batch of heads; all numbers big-endian.</summary>
internal static class HeadFormat
{
    /// <summary>Purpose of the signature: the label of its FIPS 204 context string.</summary>
    public const string SigningLabel = "context-heads";

    private static ReadOnlySpan<byte> HeadPrefix => "dunes-cluster/head/v1\n"u8;

    private static ReadOnlySpan<byte> BatchPrefix => "dunes-cluster/heads/v1\n"u8;

    /// <summary>Leaf hash of <c>"dunes-cluster/head/v1\n"</c> ‖ u16 length ‖ context id ‖ u64 size ‖ root; 32 bytes.</summary>
    public static byte[] Leaf(string contextId, long size, ReadOnlySpan<byte> root)
    {
        var id = Encoding.UTF8.GetByteCount(contextId);
        var head = new byte[HeadPrefix.Length + 2 + id + 8 + root.Length];
        HeadPrefix.CopyTo(head);
        var at = HeadPrefix.Length;
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(at), checked((ushort)id));
        Encoding.UTF8.GetBytes(contextId, head.AsSpan(at + 2));
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(at + 2 + id), size);
        root.CopyTo(head.AsSpan(at + 2 + id + 8));
        return MerkleHash.Leaf(head);
    }

    /// <summary><c>"dunes-cluster/heads/v1\n"</c> ‖ batch id (16) ‖ u64 number of heads ‖ root over the heads' leaf hashes ‖ i64 signed-at unix ms.</summary>
    public static byte[] Statement(Guid batchId, long count, ReadOnlySpan<byte> root, DateTimeOffset signedAt)
    {
        var statement = new byte[BatchPrefix.Length + 16 + 8 + root.Length + 8];
        BatchPrefix.CopyTo(statement);
        var rest = statement.AsSpan(BatchPrefix.Length);
        batchId.TryWriteBytes(rest, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(rest[16..], count);
        root.CopyTo(rest[24..]);
        BinaryPrimitives.WriteInt64BigEndian(rest[(24 + root.Length)..], signedAt.ToUnixTimeMilliseconds());
        return statement;
    }

    /// <summary>Hashes one after the other, as stored.</summary>
    public static byte[] Concatenate(IReadOnlyList<byte[]> hashes)
    {
        var all = new byte[hashes.Count * MerkleHash.Size];
        for (var i = 0; i < hashes.Count; i++)
            hashes[i].CopyTo(all, i * MerkleHash.Size);
        return all;
    }

    /// <summary>What <see cref="Concatenate"/> wrote; null when it is no whole number of hashes.</summary>
    public static IReadOnlyList<byte[]>? Split(byte[] hashes) =>
        hashes.Length % MerkleHash.Size == 0 ? hashes.Chunk(MerkleHash.Size).ToList() : null;
}
