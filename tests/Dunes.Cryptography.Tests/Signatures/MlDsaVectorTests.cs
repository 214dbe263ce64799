using Dunes.Cryptography.Signatures;
using Dunes.Cryptography.Tests.Vectors;
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
        int signed = 0, byMu = 0, refused = 0;
        foreach (var (group, test) in VectorFiles.Cases(VectorFiles.Wycheproof($"mldsa_{setNumber}_sign_seed_test.json")))
        {
            var (seed, publicKey, context) = (group.Bytes("privateSeed"), group.Bytes("publicKey"), test.Bytes("ctx"));
            if (!test.IsValid())
            {
                Assert.Throws<ArgumentException>(() => provider.Sign(set, seed, test.Bytes("msg"), context, deterministic: true));
                refused++;
                continue;
            }

            using var key = provider.Import(set, seed);
            Assert.True(publicKey.AsSpan().SequenceEqual(key.PublicKey), test.Label());
            var (mu, expected, rnd) = (test.Bytes("mu"), test.Bytes("sig"), test.Bytes("rnd"));
            var hedge = rnd.Length == 0 ? null : new SecureRandom(new FixedBytes(rnd));
            var managed = key as BouncyCastleSigningKey ?? new BouncyCastleSigningKey(set, seed);
            Assert.True(expected.AsSpan().SequenceEqual(hedge is null ? key.SignMu(mu, deterministic: true) : managed.SignMu(mu, hedge)), test.Label());
            Assert.True(provider.VerifyMu(set, publicKey, mu, expected), test.Label());
            byMu++;

            // Cases of Sign_internal have mu only.
            if (!test.TryGetProperty("msg", out _))
                continue;
            var message = test.Bytes("msg");
            Assert.True(mu.AsSpan().SequenceEqual(MlDsaMu.Compute(publicKey, message, context)), test.Label());
            Assert.True(expected.AsSpan().SequenceEqual(hedge is null ? key.Sign(message, context, deterministic: true) : managed.Sign(message, context, hedge)), test.Label());
            Assert.True(provider.Verify(set, publicKey, message, expected, context), test.Label());
            signed++;
        }

        Assert.True(signed > 60 && refused == 4 && byMu > signed, $"{signed} signed, {byMu} by mu, {refused} refused");
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
}
