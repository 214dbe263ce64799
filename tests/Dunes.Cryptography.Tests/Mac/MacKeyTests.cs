using System.Security.Cryptography;
using Dunes.Cryptography.Mac;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace Dunes.Cryptography.Tests.Mac;

public sealed class MacKeyTests
{
    [Fact]
    public void Is_HMAC_SHA_512()
    {
        var secret = RandomNumberGenerator.GetBytes(64);
        using var key = MacKey.Import(secret);
        foreach (var size in (int[])[0, 1, 128, 100_000])
        {
            var message = RandomNumberGenerator.GetBytes(size);
            var code = key.Compute(message);
            var reference = new HMac(new Sha512Digest());
            reference.Init(new KeyParameter(secret));
            reference.BlockUpdate(message);
            var expected = new byte[64];
            reference.DoFinal(expected);
            Assert.Equal(expected, code);
            Assert.True(key.Verify(message, code));
        }
    }

    [Fact]
    public void Any_other_code_is_refused()
    {
        using var key = MacKey.Import(RandomNumberGenerator.GetBytes(64));
        using var other = MacKey.Import(RandomNumberGenerator.GetBytes(64));
        var code = key.Compute("m"u8);
        Assert.False(other.Verify("m"u8, code));
        Assert.False(key.Verify("n"u8, code));
        for (var length = 0; length < code.Length; length++)
            Assert.False(key.Verify("m"u8, code.AsSpan(0, length)));
        Assert.False(key.Verify("m"u8, [.. code, 0]));
        for (var bit = 0; bit < code.Length * 8; bit++)
        {
            code[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(key.Verify("m"u8, code));
            code[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Takes_64_bytes_and_is_gone_when_disposed()
    {
        Assert.Throws<ArgumentException>(() => MacKey.Import(new byte[63]));
        Assert.Throws<ArgumentException>(() => MacKey.Import(new byte[65]));
        var key = MacKey.Import(RandomNumberGenerator.GetBytes(64));
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Compute("m"u8));
        Assert.Throws<ObjectDisposedException>(() => key.Verify("m"u8, new byte[64]));
    }
}
