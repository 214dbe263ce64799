using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Dunes.Transparency;

namespace Dunes.Grains.Sessions.Recording;

/// <summary>The bytes of an entry: what is hashed into a context's tree, what is sealed, and what the seal is bound to.</summary>
/// <remarks>
/// Entry bytes, big-endian: <c>"dunes-cluster/entry/v1\n"</c> ‖ u16 length ‖ context id ‖ u64 seq ‖ i64 unix ms ‖ u8 length ‖ kind ‖
/// u32 length ‖ request ‖ u32 length ‖ response. What is sealed is a 32-byte random blind ‖ entry bytes; its leaf hash is
/// SHA-256(00 ‖ blind ‖ entry bytes), so that the tree can be checked without a key and an entry cannot be guessed from its hash.
/// </remarks>
internal static class EntryFormat
{
    /// <summary>Size of the blind in bytes.</summary>
    public const int BlindSize = 32;

    private static ReadOnlySpan<byte> EntryPrefix => "dunes-cluster/entry/v1\n"u8;

    private static ReadOnlySpan<byte> AadPrefix => "dunes-cluster/entry-aad/v1\n"u8;

    /// <summary>A fresh blind followed by the entry bytes, in one buffer: the plaintext of the seal.</summary>
    public static byte[] Blinded(Entry entry)
    {
        var size = EntryPrefix.Length + 2 + Encoding.UTF8.GetByteCount(entry.ContextId) + 8 + 8 + 1 + Encoding.UTF8.GetByteCount(entry.Kind)
            + 4 + entry.Request.Length + 4 + entry.Response.Length;
        var plaintext = new byte[BlindSize + size];
        RandomNumberGenerator.Fill(plaintext.AsSpan(0, BlindSize));
        var writer = new ByteWriter(plaintext.AsSpan(BlindSize));
        writer.Write(EntryPrefix);
        writer.WriteText16(entry.ContextId);
        writer.WriteInt64(entry.Seq);
        writer.WriteInt64(entry.At.ToUnixTimeMilliseconds());
        writer.WriteText8(entry.Kind);
        writer.WriteBytes32(entry.Request);
        writer.WriteBytes32(entry.Response);
        return plaintext;
    }

    /// <summary>Leaf hash of a blinded entry, 32 bytes.</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> blinded) => MerkleHash.Leaf(blinded);

    /// <summary>What the seal of an entry is bound to: its context, its place and its leaf hash.</summary>
    public static byte[] AssociatedData(string contextId, long seq, ReadOnlySpan<byte> leafHash)
    {
        var data = new byte[AadPrefix.Length + 2 + Encoding.UTF8.GetByteCount(contextId) + 8 + leafHash.Length];
        var writer = new ByteWriter(data);
        writer.Write(AadPrefix);
        writer.WriteText16(contextId);
        writer.WriteInt64(seq);
        writer.Write(leafHash);
        return data;
    }

    /// <summary>Reads entry bytes (without the blind). False for anything that <see cref="Blinded"/> would not have written.</summary>
    public static bool TryRead(ReadOnlySpan<byte> entryBytes, out Entry? entry)
    {
        entry = null;
        var reader = new ByteReader(entryBytes);
        if (!reader.Skip(EntryPrefix)
            || !reader.TryText16(out var contextId)
            || !reader.TryInt64(out var seq) || seq < 0
            || !reader.TryInt64(out var at) || !IsUnixMilliseconds(at)
            || !reader.TryText8(out var kind)
            || !reader.TryBytes32(out var request)
            || !reader.TryBytes32(out var response)
            || !reader.AtEnd)
            return false;
        entry = new Entry(contextId, seq, DateTimeOffset.FromUnixTimeMilliseconds(at), kind, request, response);
        return true;
    }

    private static bool IsUnixMilliseconds(long value) =>
        value >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && value <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private ref struct ByteWriter(Span<byte> destination)
    {
        private Span<byte> rest = destination;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(rest);
            rest = rest[bytes.Length..];
        }

        public void WriteInt64(long value)
        {
            BinaryPrimitives.WriteInt64BigEndian(rest, value);
            rest = rest[8..];
        }

        public void WriteText16(string text)
        {
            var length = Encoding.UTF8.GetBytes(text, rest[2..]);
            BinaryPrimitives.WriteUInt16BigEndian(rest, checked((ushort)length));
            rest = rest[(2 + length)..];
        }

        public void WriteText8(string text)
        {
            var length = Encoding.UTF8.GetBytes(text, rest[1..]);
            rest[0] = checked((byte)length);
            rest = rest[(1 + length)..];
        }

        public void WriteBytes32(ReadOnlySpan<byte> bytes)
        {
            BinaryPrimitives.WriteInt32BigEndian(rest, bytes.Length);
            rest = rest[4..];
            Write(bytes);
        }
    }

    private ref struct ByteReader(ReadOnlySpan<byte> source)
    {
        private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

        private ReadOnlySpan<byte> rest = source;

        public readonly bool AtEnd => rest.IsEmpty;

        public bool Skip(ReadOnlySpan<byte> expected)
        {
            if (!rest.StartsWith(expected))
                return false;
            rest = rest[expected.Length..];
            return true;
        }

        public bool TryInt64(out long value)
        {
            if (!BinaryPrimitives.TryReadInt64BigEndian(rest, out value))
                return false;
            rest = rest[8..];
            return true;
        }

        public bool TryText16(out string text)
        {
            text = "";
            return BinaryPrimitives.TryReadUInt16BigEndian(rest, out var length) && TryText(2, length, out text);
        }

        public bool TryText8(out string text)
        {
            text = "";
            return !rest.IsEmpty && TryText(1, rest[0], out text);
        }

        public bool TryBytes32(out byte[] bytes)
        {
            bytes = [];
            if (!BinaryPrimitives.TryReadUInt32BigEndian(rest, out var length) || length > rest.Length - 4)
                return false;
            bytes = rest.Slice(4, (int)length).ToArray();
            rest = rest[(4 + (int)length)..];
            return true;
        }

        private bool TryText(int offset, int length, out string text)
        {
            text = "";
            if (length > rest.Length - offset)
                return false;
            try
            {
                text = Strict.GetString(rest.Slice(offset, length));
            }
            catch (DecoderFallbackException)
            {
                return false;
            }
            rest = rest[(offset + length)..];
            return true;
        }
    }
}
