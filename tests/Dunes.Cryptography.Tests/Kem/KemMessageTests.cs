using System.Buffers.Binary;
using System.Security.Cryptography;
using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.Tests.Kem;

public sealed class KemMessageTests : IDisposable
{
    private readonly byte[] seed = RandomNumberGenerator.GetBytes(64);
    private readonly IDecapsulationKey key;

    public KemMessageTests() => key = MlKem.Provider.Import(MlKemParameterSet.MlKem1024, seed);

    public void Dispose() => key.Dispose();

    /// <summary>The format, written out once more from the documentation with the library's parts only.</summary>
    [Fact]
    public void Has_exactly_the_documented_bytes()
    {
        var id = KemMessage.IdOf(key.EncapsulationKey);
        var plaintext = RandomNumberGenerator.GetBytes(16_384 + 100);
        var message = KemMessage.Seal(key.EncapsulationKey, id, 258, plaintext, "aad"u8);
        var ciphertext = message.AsSpan(28, 1568);
        Assert.Equal([.. "DC2K"u8, 1, 0x10, 0, 1, 0, 0, 1, 2, .. SHA256.HashData(key.EncapsulationKey).AsSpan(0, 16)], message[..28]);

        var sharedSecret = key.Decapsulate(ciphertext);
        Span<byte> version = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(version, 258);
        byte[] info = [.. SHA512.HashData(key.EncapsulationKey), .. SHA512.HashData(ciphertext), .. version];
        var inputKey = HKDF.Expand(HashAlgorithmName.SHA512, HKDF.Extract(HashAlgorithmName.SHA512, sharedSecret, "dunes-cluster/kem/v1"u8.ToArray()), 32, info);
        byte[] context = [.. message.AsSpan(0, 28), .. SHA512.HashData(ciphertext), .. SHA512.HashData("aad"u8)];
        var opened = new byte[plaintext.Length];
        Assert.True(Cobblestone256.TryOpen(inputKey, context, message.AsSpan(28 + 1568), opened));
        Assert.Equal(plaintext, opened);
    }

    [Fact]
    public void Opens_with_the_seed_too()
    {
        var message = KemMessage.Seal(key.EncapsulationKey, Guid.NewGuid(), 1, "secret"u8, []);
        Assert.Equal("secret"u8, KemMessage.Open(seed, message, []));
        Assert.Throws<ArgumentException>(() => KemMessage.Open(seed.AsSpan(1), message, []));
        Assert.NotEqual(message, KemMessage.Seal(key.EncapsulationKey, Guid.NewGuid(), 1, "secret"u8, []));
    }

    [Fact]
    public void Refuses_what_it_cannot_seal_or_open_with()
    {
        using var small = MlKem.Provider.Import(MlKemParameterSet.MlKem768, seed);
        var message = KemMessage.Seal(key.EncapsulationKey, Guid.NewGuid(), 1, [], []);
        Assert.Throws<ArgumentException>(() => KemMessage.Open(small, message, []));
        Assert.Throws<ArgumentException>(() => KemMessage.Seal(small.EncapsulationKey, Guid.NewGuid(), 1, [], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => KemMessage.Seal(key.EncapsulationKey, Guid.NewGuid(), 0, [], []));
        var badKey = key.EncapsulationKey.ToArray();
        badKey.AsSpan(0, 3).Fill(0xff);
        Assert.Throws<ArgumentException>(() => KemMessage.Seal(badKey, Guid.NewGuid(), 1, [], []));
        using var sealing = SealingKey.FromRoot(RandomNumberGenerator.GetBytes(256), Guid.NewGuid(), 1);
        Assert.Equal("DUNES-SEAL-001", Assert.Throws<SealingException>(() => KemMessage.Open(key, sealing.Seal(new byte[2_000], []), [])).Code);
    }

    [Fact]
    public void Has_a_text_form()
    {
        var message = KemMessage.Seal(key.EncapsulationKey, Guid.NewGuid(), 7, "p"u8, []);
        var text = SealedText.Encode(message);
        Assert.StartsWith("dunes:v7:", text);
        Assert.True(SealedText.TryDecode(text, out var decoded));
        Assert.Equal(message, decoded);
    }
}
