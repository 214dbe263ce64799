using System.Security.Cryptography;
using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Tests.Signatures;

namespace Dunes.Cryptography.Tests.Kem;

public sealed class MlKemTests
{
    [Fact]
    public void Platform_is_preferred_where_it_is_supported() =>
        Assert.Equal(PlatformMlKem.IsSupported ? "platform" : "BouncyCastle", MlKem.Provider.Name);

    [Theory]
    [MemberData(nameof(MlKemVectorTests.ProvidersAndSets), MemberType = typeof(MlKemVectorTests))]
    public void Carries_a_secret_and_rejects_others_implicitly(string provider, int setNumber)
    {
        var (mlKem, set) = (MlKemVectorTests.Provider(provider), (MlKemParameterSet)setNumber);
        using var key = mlKem.Import(set, RandomNumberGenerator.GetBytes(64));
        using var other = mlKem.Import(set, RandomNumberGenerator.GetBytes(64));
        using var encapsulation = mlKem.Encapsulate(set, key.EncapsulationKey);
        Assert.Equal(set, key.Set);
        Assert.Equal(set.CiphertextSize(), encapsulation.Ciphertext.Length);
        Assert.Equal(encapsulation.SharedSecret, key.Decapsulate(encapsulation.Ciphertext));
        var rejected = other.Decapsulate(encapsulation.Ciphertext);
        Assert.NotEqual(encapsulation.SharedSecret, rejected);
        Assert.Equal(rejected, other.Decapsulate(encapsulation.Ciphertext));
        encapsulation.Ciphertext[7] ^= 1;
        Assert.NotEqual(encapsulation.SharedSecret, key.Decapsulate(encapsulation.Ciphertext));
    }

    [Theory]
    [MemberData(nameof(MlKemVectorTests.ProvidersAndSets), MemberType = typeof(MlKemVectorTests))]
    public void Wrong_sizes_and_coefficients_out_of_range_are_refused(string provider, int setNumber)
    {
        var (mlKem, set) = (MlKemVectorTests.Provider(provider), (MlKemParameterSet)setNumber);
        foreach (var size in (int[])[0, 32, 63, 65])
            Assert.Throws<ArgumentException>(() => mlKem.Import(set, new byte[size]));
        using var key = mlKem.Import(set, RandomNumberGenerator.GetBytes(64));
        foreach (var size in (int[])[0, set.CiphertextSize() - 1, set.CiphertextSize() + 1])
            Assert.Throws<ArgumentException>(() => key.Decapsulate(new byte[size]));
        var encapsulationKey = key.EncapsulationKey.ToArray();
        foreach (var size in (int[])[0, encapsulationKey.Length - 1, encapsulationKey.Length + 1])
            Assert.Throws<ArgumentException>(() => mlKem.Encapsulate(set, new byte[size]));
        for (var i = 0; i < encapsulationKey.Length - 32; i += 3)
        {
            // 3329 = d01 in the first and in the second coefficient of these three bytes.
            Assert.False(MlKem.IsEncapsulationKey(set, With(encapsulationKey, i, 0x01, (byte)(encapsulationKey[i + 1] & 0xf0 | 0x0d), encapsulationKey[i + 2])));
            Assert.False(MlKem.IsEncapsulationKey(set, With(encapsulationKey, i, encapsulationKey[i], (byte)(encapsulationKey[i + 1] & 0x0f | 0x10), 0xd0)));
            Assert.True(MlKem.IsEncapsulationKey(set, With(encapsulationKey, i, 0x00, 0x0d, 0xd0)));
        }

        Assert.Throws<ArgumentException>(() => mlKem.Encapsulate(set, With(encapsulationKey, 0, 0xff, 0xff, 0xff)));
    }

    [Theory]
    [MemberData(nameof(MlKemVectorTests.ProvidersAndSets), MemberType = typeof(MlKemVectorTests))]
    public void A_disposed_key_does_not_decapsulate(string provider, int setNumber)
    {
        var set = (MlKemParameterSet)setNumber;
        var key = MlKemVectorTests.Provider(provider).Import(set, RandomNumberGenerator.GetBytes(64));
        key.Dispose();
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Decapsulate(new byte[set.CiphertextSize()]));
    }

    /// <summary>Fails also when a version of BouncyCastle names its fields otherwise: then nothing would be wiped any more.</summary>
    [Theory]
    [InlineData(MlKemParameterSet.MlKem768)]
    [InlineData(MlKemParameterSet.MlKem1024)]
    public void All_that_is_secret_in_a_key_of_BouncyCastle_is_wiped(MlKemParameterSet set)
    {
        var key = new BouncyCastleDecapsulationKey(set, RandomNumberGenerator.GetBytes(64));
        byte[][] secrets = [.. key.SecretArrays()];
        Assert.True(SigningKeyTests.IsZero(secrets[0]), "the seed is wiped once it is expanded");
        Assert.False(SigningKeyTests.IsZero(secrets[1]));
        key.Dispose();
        Assert.All(secrets, secret => Assert.True(SigningKeyTests.IsZero(secret)));
        var encapsulation = MlKem.Provider.Encapsulate(set, key.EncapsulationKey);
        encapsulation.Dispose();
        Assert.True(SigningKeyTests.IsZero(encapsulation.SharedSecret));
    }

    [Theory]
    [InlineData(MlKemParameterSet.MlKem768, "ML-KEM-768")]
    [InlineData(MlKemParameterSet.MlKem1024, "ML-KEM-1024")]
    public void Names_are_the_standards(MlKemParameterSet set, string name)
    {
        Assert.Equal(name, set.Name());
        Assert.True(MlKemParameterSets.TryParse(name, out var parsed));
        Assert.Equal(set, parsed);
        Assert.False(MlKemParameterSets.TryParse("ML-KEM-512", out _));
    }

    private static byte[] With(byte[] key, int offset, params byte[] bytes)
    {
        var copy = key.ToArray();
        bytes.CopyTo(copy, offset);
        return copy;
    }
}
