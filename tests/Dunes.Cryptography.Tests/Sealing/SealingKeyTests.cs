using System.Buffers.Binary;
using System.Security.Cryptography;
using CsCheck;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.Tests.Sealing;

public sealed class SealingKeyTests
{
    [Fact]
    public void Opens_what_it_sealed_at_any_size_with_any_associated_data()
    {
        using var key = TestKeys.Random();
        Gen.Select(TestKeys.AnySize, Gen.Byte.Array[0, 300]).Sample((size, aad) =>
        {
            var plaintext = RandomNumberGenerator.GetBytes(size);
            var message = key.Seal(plaintext, aad);
            Assert.Equal(100 + size + (16 * (size / 16_384)), message.Length);
            Assert.Equal(plaintext, key.Open(message, aad));
            Assert.Equal(plaintext, key.Open(key.SealConvergent(plaintext, aad), aad));
            Assert.Equal(plaintext, key.Unwrap(key.Wrap(plaintext, aad), aad));
        }, iter: 300);
    }

    /// <summary>The format, derived a second time from its description with the platform's own HKDF.</summary>
    [Fact]
    public void Messages_are_those_of_the_specification()
    {
        var root = RandomNumberGenerator.GetBytes(256);
        using var key = SealingKey.FromRoot(root, TestKeys.KeyId, 0x01020304);
        var plaintext = RandomNumberGenerator.GetBytes(20_000);
        var message = key.Seal(plaintext, "aad"u8);

        Assert.Equal("4443324b" + "01" + "01" + "0001" + "01020304" + "0f1e2d3c4b5a69788796a5b4c3d2e1f0", Convert.ToHexStringLower(message.AsSpan(0, 28)));
        byte[] context = [.. message.AsSpan(0, 28), .. SHA512.HashData("aad"u8)];
        var opened = new byte[plaintext.Length];
        Assert.True(Cobblestone256.TryOpen(Purpose(root, "aead", 32), context, message.AsSpan(28), opened));
        Assert.Equal(plaintext, opened);

        var convergent = key.SealConvergent(plaintext, []);
        Assert.Equal("0002", Convert.ToHexStringLower(convergent.AsSpan(6, 2)));
        context = [.. convergent.AsSpan(0, 28), .. SHA512.HashData([])];
        byte[] saltInput = [.. context, .. SHA512.HashData(plaintext)];
        var salt = HMACSHA512.HashData(Purpose(root, "convergent", 64), saltInput).AsSpan(0, 24);
        Assert.True(salt.SequenceEqual(convergent.AsSpan(28, 24)));
        Assert.True(Cobblestone256.TryOpen(Purpose(root, "aead", 32), context, convergent.AsSpan(28), opened));

        using var dataKey = key.GenerateDataKey([]);
        Assert.Equal("0004", Convert.ToHexStringLower(dataKey.Sealed.AsSpan(6, 2)));
        Assert.True(OpensUnder(Purpose(root, "datakey", 32), dataKey.Sealed, dataKey.Plaintext));
        Assert.True(OpensUnder(Purpose(root, "wrap", 32), key.Wrap(plaintext, []), plaintext));

        using var contextKey = key.DeriveContextKey("label"u8);
        var derived = HKDF.Expand(HashAlgorithmName.SHA512, Purpose(root, "derive", 64), 32, [.. "dunes-cluster/2048-AES/v1\0context-key\0"u8, 0, 32, .. "label"u8]);
        var exported = new byte[32];
        contextKey.Export(exported);
        Assert.Equal(derived, exported);
        Assert.True(OpensUnder(derived, contextKey.Seal(plaintext, []), plaintext));
    }

    [Fact]
    public void The_same_plaintext_is_sealed_differently_each_time_but_for_convergent_seals()
    {
        using var key = TestKeys.Random();
        Assert.NotEqual(key.Seal("p"u8, []), key.Seal("p"u8, []));
        Assert.Equal(key.SealConvergent("p"u8, "a"u8), key.SealConvergent("p"u8, "a"u8));
        Assert.NotEqual(key.SealConvergent("p"u8, "a"u8), key.SealConvergent("p"u8, "b"u8));
        Assert.NotEqual(key.SealConvergent("p"u8, "a"u8), key.SealConvergent("q"u8, "a"u8));
    }

    [Fact]
    public void Another_key_version_key_id_root_or_associated_data_is_refused_with_the_one_error()
    {
        var root = RandomNumberGenerator.GetBytes(256);
        using var key = SealingKey.FromRoot(root, TestKeys.KeyId, 6);
        using var otherVersion = SealingKey.FromRoot(root, TestKeys.KeyId, 7);
        using var otherId = SealingKey.FromRoot(root, Guid.NewGuid(), 6);
        using var otherRoot = TestKeys.Random(6);
        var message = key.Seal("p"u8, "a"u8);
        var errors = new List<SealingException>
        {
            Assert.Throws<SealingException>(() => otherVersion.Open(message, "a"u8)),
            Assert.Throws<SealingException>(() => otherId.Open(message, "a"u8)),
            Assert.Throws<SealingException>(() => otherRoot.Open(message, "a"u8)),
            Assert.Throws<SealingException>(() => key.Open(message, "b"u8)),
            Assert.Throws<SealingException>(() => key.Open(message, [])),
            Assert.Throws<SealingException>(() => key.Open(key.Seal("p"u8, []), "a"u8)),
        };
        Assert.All(errors, error => Assert.Equal("DUNES-SEAL-002", error.Code));
        Assert.Single(errors.Select(error => error.Message).Distinct());
    }

    [Fact]
    public void Version_and_key_id_are_bound_to_the_key_not_only_compared()
    {
        // The header rewritten to what the other key expects: only the cryptography can refuse it now.
        var root = RandomNumberGenerator.GetBytes(256);
        using var key = SealingKey.FromRoot(root, TestKeys.KeyId, 6);
        using var next = SealingKey.FromRoot(root, TestKeys.KeyId, 7);
        using var other = SealingKey.FromRoot(root, Guid.Empty, 6);
        var message = key.Seal("p"u8, []);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(8), 7);
        Assert.Equal("DUNES-SEAL-002", TestKeys.CodeOf(() => next.Open(message, [])));
        message = key.Seal("p"u8, []);
        message.AsSpan(12, 16).Clear();
        Assert.Equal("DUNES-SEAL-002", TestKeys.CodeOf(() => other.Open(message, [])));
    }

    [Fact]
    public void Each_kind_of_message_opens_only_as_its_kind()
    {
        using var key = TestKeys.Random();
        using var contextKey = key.DeriveContextKey("c"u8);
        var dataKey = new byte[32];
        byte[][] messages = [key.Seal(dataKey, []), key.SealDataKey(dataKey, []), key.Wrap(dataKey, []), contextKey.Seal(dataKey, [])];
        Func<byte[], byte[]>[] opens = [m => key.Open(m, []), m => key.OpenDataKey(m, []), m => key.Unwrap(m, []), m => contextKey.Open(m, [])];
        for (var i = 0; i < messages.Length; i++)
        {
            for (var j = 0; j < opens.Length; j++)
            {
                if (i == j)
                    Assert.Equal(dataKey, opens[j](messages[i]));
                else
                    Assert.Equal("DUNES-SEAL-002", TestKeys.CodeOf(() => opens[j](messages[i])));
            }
        }
    }

    [Fact]
    public void Data_keys_are_fresh_and_of_one_size()
    {
        using var key = TestKeys.Random();
        using var one = key.GenerateDataKey("a"u8);
        using var other = key.GenerateDataKey("a"u8);
        Assert.Equal(32, one.Plaintext.Length);
        Assert.NotEqual(one.Plaintext, other.Plaintext);
        Assert.Equal(one.Plaintext, key.OpenDataKey(one.Sealed, "a"u8));
        Assert.Throws<ArgumentException>(() => key.SealDataKey(new byte[31], []));
    }

    [Fact]
    public void More_than_1_GiB_is_refused()
    {
        using var key = TestKeys.Random();
        using var contextKey = key.DeriveContextKey("c"u8);

        // Never written to, so the system gives no memory for it.
        var large = GC.AllocateUninitializedArray<byte>((1 << 30) + (1 << 21));
        Assert.Equal("DUNES-SEAL-003", TestKeys.CodeOf(() => key.Seal(large.AsSpan(0, (1 << 30) + 1), [])));
        Assert.Equal("DUNES-SEAL-003", TestKeys.CodeOf(() => key.SealConvergent(large, [])));
        Assert.Equal("DUNES-SEAL-003", TestKeys.CodeOf(() => contextKey.Seal(large, [])));
        key.Seal([], []).CopyTo(large, 0);
        Assert.Equal("DUNES-SEAL-003", TestKeys.CodeOf(() => key.Open(large, [])));
    }

    [Theory]
    [InlineData(255, 1)]
    [InlineData(257, 1)]
    [InlineData(256, 0)]
    [InlineData(256, -1)]
    public void Wrong_roots_and_versions_are_refused(int rootSize, int version) =>
        Assert.ThrowsAny<ArgumentException>(() => SealingKey.FromRoot(new byte[rootSize], TestKeys.KeyId, version));

    [Fact]
    public void Everything_derived_depends_on_every_part_of_the_root()
    {
        var root = RandomNumberGenerator.GetBytes(256);
        using var key = SealingKey.FromRoot(root, TestKeys.KeyId, 1);
        var message = key.Seal("p"u8, []);
        for (var i = 0; i < root.Length; i++)
        {
            root[i] ^= 1;
            using var other = SealingKey.FromRoot(root, TestKeys.KeyId, 1);
            Assert.Equal("DUNES-SEAL-002", TestKeys.CodeOf(() => other.Open(message, [])));
            root[i] ^= 1;
        }
    }

    private static bool OpensUnder(byte[] key, byte[] message, byte[] plaintext)
    {
        var opened = new byte[plaintext.Length];
        return Cobblestone256.TryOpen(key, [.. message.AsSpan(0, 28), .. SHA512.HashData([])], message.AsSpan(28), opened) && opened.AsSpan().SequenceEqual(plaintext);
    }

    private static byte[] Purpose(byte[] root, string purpose, int size)
    {
        var extracted = HKDF.Extract(HashAlgorithmName.SHA512, root, "dunes-cluster/2048-AES/v1/extract"u8.ToArray());
        byte[] info =
        [
            .. "dunes-cluster/2048-AES/v1\0"u8, .. System.Text.Encoding.ASCII.GetBytes(purpose), 0,
            .. Convert.FromHexString("0f1e2d3c4b5a69788796a5b4c3d2e1f0"), 1, 2, 3, 4, 0, (byte)size,
        ];
        return HKDF.Expand(HashAlgorithmName.SHA512, extracted, size, info);
    }
}
