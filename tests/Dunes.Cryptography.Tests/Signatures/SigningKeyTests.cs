using System.Security.Cryptography;
using Dunes.Cryptography.Signatures;

namespace Dunes.Cryptography.Tests.Signatures;

public sealed class SigningKeyTests
{
    [Theory]
    [MemberData(nameof(MlDsaVectorTests.ProvidersAndSets), MemberType = typeof(MlDsaVectorTests))]
    public void One_key_signs_by_message_and_by_mu(string provider, int setNumber)
    {
        var (mlDsa, set) = (MlDsaVectorTests.Provider(provider), (MlDsaParameterSet)setNumber);
        using var key = mlDsa.Import(set, RandomNumberGenerator.GetBytes(32));
        var mu = MlDsaMu.Compute(key.PublicKey, "message"u8, "context"u8);
        foreach (var deterministic in (bool[])[false, true])
        {
            var byMessage = key.Sign("message"u8, "context"u8, deterministic);
            var byMu = key.SignMu(mu, deterministic);
            Assert.Equal(deterministic, byMessage.AsSpan().SequenceEqual(byMu));
            foreach (var signature in (byte[][])[byMessage, byMu])
            {
                Assert.True(mlDsa.Verify(set, key.PublicKey, "message"u8, signature, "context"u8));
                Assert.True(mlDsa.VerifyMu(set, key.PublicKey, mu, signature));
                Assert.False(mlDsa.VerifyMu(set, key.PublicKey, MlDsaMu.Compute(key.PublicKey, "message"u8, "other"u8), signature));
            }
        }
    }

    [Theory]
    [MemberData(nameof(MlDsaVectorTests.ProvidersAndSets), MemberType = typeof(MlDsaVectorTests))]
    public void Wrong_sizes_are_refused(string provider, int setNumber)
    {
        var (mlDsa, set) = (MlDsaVectorTests.Provider(provider), (MlDsaParameterSet)setNumber);
        Assert.Throws<ArgumentException>(() => mlDsa.Import(set, new byte[31]));
        using var key = mlDsa.Import(set, RandomNumberGenerator.GetBytes(32));
        var signature = key.SignMu(new byte[64]);
        Assert.Throws<ArgumentException>(() => key.Sign("m"u8, new byte[256]));
        foreach (var size in (int[])[0, 63, 65])
        {
            Assert.Throws<ArgumentException>(() => key.SignMu(new byte[size]));
            Assert.False(mlDsa.VerifyMu(set, key.PublicKey, new byte[size], signature));
        }

        Assert.True(mlDsa.VerifyMu(set, key.PublicKey, new byte[64], signature));
        Assert.False(mlDsa.VerifyMu(set, key.PublicKey, new byte[64], signature.AsSpan(1)));
        Assert.False(mlDsa.VerifyMu(set, key.PublicKey[1..], new byte[64], signature));
    }

    [Theory]
    [MemberData(nameof(MlDsaVectorTests.ProvidersAndSets), MemberType = typeof(MlDsaVectorTests))]
    public void A_disposed_key_does_not_sign(string provider, int setNumber)
    {
        var key = MlDsaVectorTests.Provider(provider).Import((MlDsaParameterSet)setNumber, RandomNumberGenerator.GetBytes(32));
        key.Dispose();
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign("m"u8, []));
        Assert.Throws<ObjectDisposedException>(() => key.Sign("m"u8, [], deterministic: true));
        Assert.Throws<ObjectDisposedException>(() => key.SignMu(new byte[64]));
        Assert.Throws<ObjectDisposedException>(() => key.SignMu(new byte[64], deterministic: true));
    }

    /// <summary>Fails also when a version of BouncyCastle names its fields otherwise: then nothing would be wiped any more.</summary>
    [Theory]
    [InlineData(MlDsaParameterSet.MlDsa44)]
    [InlineData(MlDsaParameterSet.MlDsa65)]
    [InlineData(MlDsaParameterSet.MlDsa87)]
    public void All_that_is_secret_in_a_key_of_BouncyCastle_is_wiped(MlDsaParameterSet set)
    {
        var key = new BouncyCastleSigningKey(set, RandomNumberGenerator.GetBytes(32));
        byte[][] secrets = [.. key.SecretArrays()];
        Assert.Equal(5, secrets.Length);
        Assert.True(IsZero(secrets[0]), "the seed is wiped once it is expanded");
        Assert.All(secrets[1..], secret => Assert.False(IsZero(secret)));
        Assert.NotEmpty(key.Sign("m"u8, []));
        key.Dispose();
        Assert.All(secrets, secret => Assert.True(IsZero(secret)));
    }

    [Fact]
    public async Task Mu_of_a_stream_is_that_of_its_bytes()
    {
        var publicKey = MlDsa.Provider.PublicKeyFromSeed(MlDsaParameterSet.MlDsa44, new byte[32]);
        foreach (var size in (int[])[0, 1, 65_536, 200_001])
        {
            var message = RandomNumberGenerator.GetBytes(size);
            Assert.Equal(
                MlDsaMu.Compute(publicKey, message, "c"u8),
                await MlDsaMu.ComputeAsync(publicKey, new MemoryStream(message), "c"u8.ToArray(), TestContext.Current.CancellationToken));
        }

        Assert.Throws<ArgumentException>(() => MlDsaMu.Compute(publicKey, [], new byte[256]));
        Assert.Throws<ArgumentException>(() => MlDsaMu.Compute(publicKey.AsSpan(1), [], []));
    }

    internal static bool IsZero(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept((byte)0) < 0;
}
