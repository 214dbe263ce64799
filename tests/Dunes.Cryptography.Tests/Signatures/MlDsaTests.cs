using System.Security.Cryptography;
using Dunes.Cryptography.Signatures;

namespace Dunes.Cryptography.Tests.Signatures;

public sealed class MlDsaTests
{
    private static readonly byte[] Context = SigningContext.For("test", []);

    [Fact]
    public void Platform_is_preferred_where_it_is_supported() =>
        Assert.Equal(PlatformMlDsa.IsSupported ? "platform" : "BouncyCastle", MlDsa.Provider.Name);

    [Fact]
    public void Platform_provider_cannot_be_made_where_it_is_not_supported()
    {
        if (PlatformMlDsa.IsSupported)
            Assert.Skip("The platform's library has ML-DSA here.");
        Assert.Throws<PlatformNotSupportedException>(() => new PlatformMlDsa());
    }

    [Theory]
    [MemberData(nameof(MlDsaVectorTests.ProvidersAndSets), MemberType = typeof(MlDsaVectorTests))]
    public void Hedged_signatures_differ_and_deterministic_ones_do_not(string provider, int setNumber)
    {
        var (mlDsa, set) = (MlDsaVectorTests.Provider(provider), (MlDsaParameterSet)setNumber);
        var seed = RandomNumberGenerator.GetBytes(32);
        var publicKey = mlDsa.PublicKeyFromSeed(set, seed);
        var hedged = mlDsa.Sign(set, seed, "m"u8, Context);
        Assert.NotEqual(hedged, mlDsa.Sign(set, seed, "m"u8, Context));
        Assert.Equal(mlDsa.Sign(set, seed, "m"u8, Context, deterministic: true), mlDsa.Sign(set, seed, "m"u8, Context, deterministic: true));
        Assert.True(mlDsa.Verify(set, publicKey, "m"u8, hedged, Context));
        Assert.False(mlDsa.Verify(set, publicKey, "n"u8, hedged, Context));
        Assert.False(mlDsa.Verify(set, publicKey, "m"u8, hedged, SigningContext.For("other", [])));
        Assert.Equal(set.PublicKeySize(), publicKey.Length);
        Assert.Equal(set.SignatureSize(), hedged.Length);
    }

    [Theory]
    [MemberData(nameof(MlDsaVectorTests.ProvidersAndSets), MemberType = typeof(MlDsaVectorTests))]
    public void Verify_answers_false_to_any_wrong_size(string provider, int setNumber)
    {
        var (mlDsa, set) = (MlDsaVectorTests.Provider(provider), (MlDsaParameterSet)setNumber);
        var seed = RandomNumberGenerator.GetBytes(32);
        var publicKey = mlDsa.PublicKeyFromSeed(set, seed);
        var signature = mlDsa.Sign(set, seed, "m"u8, []);
        Assert.True(mlDsa.Verify(set, publicKey, "m"u8, signature, []));
        foreach (var size in (int[])[0, 1, 31, publicKey.Length - 1, publicKey.Length + 1, 10_000])
            Assert.False(mlDsa.Verify(set, Resized(publicKey, size), "m"u8, signature, []));
        foreach (var size in (int[])[0, 1, signature.Length - 1, signature.Length + 1, 10_000])
            Assert.False(mlDsa.Verify(set, publicKey, "m"u8, Resized(signature, size), []));
        Assert.False(mlDsa.Verify(set, publicKey, "m"u8, signature, new byte[256]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_seed_of_wrong_size_is_refused(int size)
    {
        Assert.Throws<ArgumentException>(() => MlDsa.Provider.PublicKeyFromSeed(MlDsaParameterSet.MlDsa44, new byte[size]));
        Assert.Throws<ArgumentException>(() => MlDsa.Provider.Sign(MlDsaParameterSet.MlDsa44, new byte[size], [], []));
    }

    [Theory]
    [InlineData(MlDsaParameterSet.MlDsa44, "ML-DSA-44")]
    [InlineData(MlDsaParameterSet.MlDsa65, "ML-DSA-65")]
    [InlineData(MlDsaParameterSet.MlDsa87, "ML-DSA-87")]
    public void Names_are_the_standards(MlDsaParameterSet set, string name)
    {
        Assert.Equal(name, set.Name());
        Assert.True(MlDsaParameterSets.TryParse(name, out var parsed));
        Assert.Equal(set, parsed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ml-dsa-65")]
    [InlineData("Dilithium3")]
    public void Other_names_are_refused(string? name) => Assert.False(MlDsaParameterSets.TryParse(name, out _));

    [Fact]
    public async Task Many_threads_sign_with_one_provider()
    {
        var seed = RandomNumberGenerator.GetBytes(32);
        var publicKey = MlDsa.Provider.PublicKeyFromSeed(MlDsaParameterSet.MlDsa44, seed);
        var expected = MlDsa.Provider.Sign(MlDsaParameterSet.MlDsa44, seed, [7], Context, deterministic: true);
        await Parallel.ForAsync(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, (thread, _) =>
        {
            for (var i = 0; i < 100; i++)
            {
                byte[] message = [(byte)thread, (byte)i];
                var signature = MlDsa.Provider.Sign(MlDsaParameterSet.MlDsa44, seed, message, Context);
                Assert.True(MlDsa.Provider.Verify(MlDsaParameterSet.MlDsa44, publicKey, message, signature, Context));
                Assert.Equal(expected, MlDsa.Provider.Sign(MlDsaParameterSet.MlDsa44, seed, [7], Context, deterministic: true));
            }

            return ValueTask.CompletedTask;
        });
    }

    private static byte[] Resized(byte[] bytes, int size)
    {
        var copy = bytes.ToArray();
        Array.Resize(ref copy, size);
        return copy;
    }
}
