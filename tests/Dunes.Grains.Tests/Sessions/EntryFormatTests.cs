using System.Text;
using CsCheck;
using Dunes.Grains.Sessions.Recording;
using Dunes.Transparency;

namespace Dunes.Grains.Tests.Sessions;

public sealed class EntryFormatTests
{
    private static readonly Gen<Entry> Entries =
        from id in Gen.String[Gen.Char['!', '~'], 1, 64]
        from seq in Gen.Long[0, long.MaxValue]
        from at in Gen.Long[0, 4_000_000_000_000]
        from kind in Gen.OneOf(Gen.Const(EntryKind.Exchange), Gen.Const(EntryKind.Notification), Gen.Const(EntryKind.ServerExchange))
        from request in Gen.Byte.Array[0, 2000]
        from response in Gen.Byte.Array[0, 2000]
        select new Entry(id, seq, DateTimeOffset.FromUnixTimeMilliseconds(at), kind, request, response);

    [Fact]
    public void What_is_written_reads_back() => Entries.Sample(entry =>
    {
        var blinded = EntryFormat.Blinded(entry);
        Assert.True(EntryFormat.TryRead(blinded.AsSpan(EntryFormat.BlindSize), out var read));
        Assert.Equal(entry with { Request = [], Response = [] }, read! with { Request = [], Response = [] });
        Assert.Equal(entry.Request, read.Request);
        Assert.Equal(entry.Response, read.Response);
    });

    [Fact]
    public void No_shorter_or_longer_bytes_read() => Gen.Select(Entries, Gen.Int[0, 10_000]).Sample((entry, cut) =>
    {
        var bytes = EntryFormat.Blinded(entry).AsSpan(EntryFormat.BlindSize);
        Assert.False(EntryFormat.TryRead(bytes[..(cut % bytes.Length)], out _));
        Assert.False(EntryFormat.TryRead([.. bytes, 0], out _));
    });

    [Fact]
    public void Any_bytes_are_refused_or_read_without_an_exception() =>
        Gen.Byte.Array[0, 200].Sample(tail =>
        {
            _ = EntryFormat.TryRead([.. "dunes-cluster/entry/v1\n"u8, .. tail], out _);
        });

    [Fact]
    public void The_bytes_are_those_of_the_specification()
    {
        var blinded = EntryFormat.Blinded(new Entry("ab", 3, DateTimeOffset.FromUnixTimeMilliseconds(5), "exchange", "{}"u8.ToArray(), "[]"u8.ToArray()));
        byte[] expected =
        [
            .. "dunes-cluster/entry/v1\n"u8, 0, 2, .. "ab"u8, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 5,
            8, .. "exchange"u8, 0, 0, 0, 2, .. "{}"u8, 0, 0, 0, 2, .. "[]"u8,
        ];
        Assert.Equal(expected, blinded[32..]);
        Assert.Equal(MerkleHash.Leaf(blinded), EntryFormat.LeafHash(blinded));
        byte[] aad = [.. "dunes-cluster/entry-aad/v1\n"u8, 0, 2, .. "ab"u8, 0, 0, 0, 0, 0, 0, 0, 3, .. Encoding.ASCII.GetBytes("leaf")];
        Assert.Equal(aad, EntryFormat.AssociatedData("ab", 3, "leaf"u8));
    }

    [Fact]
    public void Equal_entries_have_different_leaves()
    {
        var entry = new Entry("a", 0, DateTimeOffset.UnixEpoch, "exchange", [], []);
        Assert.NotEqual(EntryFormat.LeafHash(EntryFormat.Blinded(entry)), EntryFormat.LeafHash(EntryFormat.Blinded(entry)));
    }
}
