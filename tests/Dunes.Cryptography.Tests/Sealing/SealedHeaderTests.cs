using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.Tests.Sealing;

public sealed class SealedHeaderTests
{
    private const string Valid = "4443324b010100010000000a0f1e2d3c4b5a69788796a5b4c3d2e1f0";

    [Fact]
    public void Reads_its_fields()
    {
        Assert.True(SealedHeader.TryRead(Convert.FromHexString(Valid), out var header));
        Assert.Equal(new SealedHeader(SealedSuite.Cobblestone256, SealedFlags.AssociatedData, 10, TestKeys.KeyId), header);
    }

    [Theory]
    [InlineData(0, "45")]
    [InlineData(4, "00")]
    [InlineData(4, "02")]
    [InlineData(5, "00")]
    [InlineData(5, "02")]
    [InlineData(5, "11")]
    [InlineData(6, "8000")]
    [InlineData(6, "0008")]
    [InlineData(8, "00000000")]
    [InlineData(8, "80000000")]
    [InlineData(8, "ffffffff")]
    public void Refuses_what_it_does_not_know(int offset, string bytes)
    {
        var header = Convert.FromHexString(Valid);
        Convert.FromHexString(bytes).CopyTo(header, offset);
        Assert.False(SealedHeader.TryRead(header, out _));
        using var key = TestKeys.Random(10);
        Assert.Equal("DUNES-SEAL-001", TestKeys.CodeOf(() => key.Open([.. header, .. new byte[100]], [])));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    public void A_message_to_a_public_key_has_no_flag_but_that_of_associated_data(byte flags, bool known)
    {
        var header = Convert.FromHexString(Valid);
        header[5] = 0x10;
        header[7] = flags;
        Assert.Equal(known, SealedHeader.TryRead(header, out var read));
        Assert.Equal(known ? SealedSuite.MlKem1024 : default, read.Suite);
    }

    [Fact]
    public async Task A_sealing_key_refuses_messages_to_a_public_key()
    {
        using var key = TestKeys.Random();
        using var contextKey = key.DeriveContextKey("c"u8);
        var message = key.Seal([1], []);
        message[5] = 0x10;
        Assert.Equal("DUNES-SEAL-001", TestKeys.CodeOf(() => key.Open(message, [])));
        Assert.Equal("DUNES-SEAL-001", TestKeys.CodeOf(() => contextKey.Open(message, [])));
        Assert.Equal("DUNES-SEAL-001", TestKeys.CodeOf(() => key.RecoverMessageKey(message.AsSpan(0, 84), [])));
        Assert.Equal("DUNES-SEAL-001", (await Assert.ThrowsAsync<SealingException>(() => key.OpenStreamAsync(new MemoryStream(message), Stream.Null, default))).Code);
    }

    [Fact]
    public void Refuses_what_is_too_short()
    {
        for (var size = 0; size < SealedHeader.Size; size++)
            Assert.False(SealedHeader.TryRead(Convert.FromHexString(Valid).AsSpan(0, size), out _));
    }
}
