using Dunes.Cryptography.Signatures;
using Dunes.Cryptography.Tests.Vectors;
using Org.BouncyCastle.Crypto.Prng;
using Org.BouncyCastle.Security;

namespace Dunes.Cryptography.Tests.Signatures;

/// <summary>Wycheproof over every provider.</summary>
public sealed class MlDsaVectorTests
{
    public static TheoryData<string, int> ProvidersAndSets()
    {
        var data = new TheoryData<string, int>();
        foreach (var provider in (string[])["BouncyCastle", "platform"])
        {
            foreach (var set in (int[])[44, 65, 87])
                data.Add(provider, set);
        }

        return data;
    }

    internal static IMlDsa Provider(string name)
    {
        if (name == "BouncyCastle")
            return new BouncyCastleMlDsa();
        if (!PlatformMlDsa.IsSupported)
            Assert.Skip("The platform's library has no ML-DSA (on Linux: OpenSSL 3.5 or newer is needed).");
        return new PlatformMlDsa();
    }

    [Theory]
    [MemberData(nameof(ProvidersAndSets))]
    public void Signs_from_a_seed_as_Wycheproof_says(string providerName, int setNumber)
    {
        var provider = Provider(providerName);
        var set = (MlDsaParameterSet)setNumber;
        int signed = 0, refused = 0, external = 0;
        foreach (var (group, test) in VectorFiles.Cases(VectorFiles.Wycheproof($"mldsa_{setNumber}_sign_seed_test.json")))
        {
            var seed = group.Bytes("privateSeed");
            var context = test.Bytes("ctx");
            if (!test.TryGetProperty("msg", out _))
            {
                // Cases of Sign_internal give mu instead of a message.
                external++;
            }
            else if (!test.IsValid())
            {
                Assert.Throws<ArgumentException>(() => provider.Sign(set, seed, test.Bytes("msg"), context, deterministic: true));
                refused++;
            }
            else
            {
                Assert.True(group.Bytes("publicKey").AsSpan().SequenceEqual(provider.PublicKeyFromSeed(set, seed)), test.Label());
                var signature = test.TryGetProperty("rnd", out _)
                    ? new BouncyCastleSigningKey(set, seed).Sign(test.Bytes("msg"), context, new SecureRandom(new FixedBytes(test.Bytes("rnd"))))
                    : provider.Sign(set, seed, test.Bytes("msg"), context, deterministic: true);
                Assert.True(test.Bytes("sig").AsSpan().SequenceEqual(signature), test.Label());
                Assert.True(provider.Verify(set, group.Bytes("publicKey"), test.Bytes("msg"), signature, context), test.Label());
                signed++;
            }
        }

        Assert.True(signed > 60 && refused == 4 && external < signed, $"{signed} signed, {refused} refused, {external} of the internal interface");
    }

    [Theory]
    [MemberData(nameof(ProvidersAndSets))]
    public void Verifies_as_Wycheproof_says(string providerName, int setNumber)
    {
        var provider = Provider(providerName);
        foreach (var (group, test) in VectorFiles.Cases(VectorFiles.Wycheproof($"mldsa_{setNumber}_verify_test.json")))
        {
            var valid = provider.Verify((MlDsaParameterSet)setNumber, group.Bytes("publicKey"), test.Bytes("msg"), test.Bytes("sig"), test.Bytes("ctx"));
            Assert.True(valid == test.IsValid(), test.Label());
        }
    }

    private sealed class FixedBytes(byte[] bytes) : IRandomGenerator
    {
        public void AddSeedMaterial(byte[] seed) => throw new InvalidOperationException();

        public void AddSeedMaterial(ReadOnlySpan<byte> seed) => throw new InvalidOperationException();

        public void AddSeedMaterial(long seed) => throw new InvalidOperationException();

        public void NextBytes(byte[] target) => bytes.CopyTo(target, 0);

        public void NextBytes(byte[] target, int start, int len) => bytes.AsSpan(0, len).CopyTo(target.AsSpan(start));

        public void NextBytes(Span<byte> target) => bytes.CopyTo(target);
    }
}
