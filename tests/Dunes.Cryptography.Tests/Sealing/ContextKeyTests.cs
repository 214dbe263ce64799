using CsCheck;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.Tests.Sealing;

public sealed class ContextKeyTests
{
    [Fact]
    public void Opens_what_it_sealed_also_after_export_and_import()
    {
        using var key = TestKeys.Random(9);
        using var derived = key.DeriveContextKey("context 1"u8);
        Span<byte> exported = stackalloc byte[32];
        derived.Export(exported);
        using var imported = ContextKey.Import(derived.KeyId, derived.Version, exported);
        Gen.Select(TestKeys.AnySize, Gen.Byte.Array[0, 50]).Sample((size, aad) =>
        {
            var plaintext = new byte[size];
            var message = derived.Seal(plaintext, aad);
            Assert.Equal(plaintext, imported.Open(message, aad));
            Assert.True(SealedHeader.TryRead(message, out var header));
            Assert.Equal((9, TestKeys.KeyId), (header.Version, header.KeyId));
        }, iter: 100);
    }

    [Fact]
    public void Another_label_version_or_associated_data_does_not_open()
    {
        using var key = TestKeys.Random(9);
        using var next = TestKeys.Random(10);
        using var one = key.DeriveContextKey("one"u8);
        using var two = key.DeriveContextKey("two"u8);
        using var later = next.DeriveContextKey("one"u8);
        using var again = key.DeriveContextKey("one"u8);
        var message = one.Seal("p"u8, "a"u8);
        Assert.Equal("p"u8.ToArray(), again.Open(message, "a"u8));
        Assert.Equal("DUNES-SEAL-002", TestKeys.CodeOf(() => two.Open(message, "a"u8)));
        Assert.Equal("DUNES-SEAL-002", TestKeys.CodeOf(() => later.Open(message, "a"u8)));
        Assert.Equal("DUNES-SEAL-002", TestKeys.CodeOf(() => one.Open(message, "b"u8)));
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        using var key = TestKeys.Random();
        Assert.Throws<ArgumentException>(() => key.DeriveContextKey([]));
        Assert.Throws<ArgumentException>(() => ContextKey.Import(TestKeys.KeyId, 1, new byte[31]));
        Assert.ThrowsAny<ArgumentException>(() => ContextKey.Import(TestKeys.KeyId, 0, new byte[32]));
        using var derived = key.DeriveContextKey("c"u8);
        Assert.Throws<ArgumentException>(() => derived.Export(new byte[33]));
    }

    [Fact]
    public void A_disposed_key_refuses_everything()
    {
        using var key = TestKeys.Random();
        var derived = key.DeriveContextKey("c"u8);
        var message = derived.Seal([], []);
        derived.Dispose();
        Assert.Throws<ObjectDisposedException>(() => derived.Seal([], []));
        Assert.Throws<ObjectDisposedException>(() => derived.Open(message, []));
        Assert.Throws<ObjectDisposedException>(() => derived.Export(new byte[32]));
    }
}
