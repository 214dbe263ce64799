using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Tests.Vectors;
using Org.BouncyCastle.Security;

namespace Dunes.Cryptography.Tests.Kem;

/// <summary>Wycheproof over every provider.</summary>
public sealed class MlKemVectorTests
{
    public static TheoryData<string, int> ProvidersAndSets()
    {
        var data = new TheoryData<string, int>();
        foreach (var provider in (string[])["BouncyCastle", "platform"])
        {
            foreach (var set in (int[])[768, 1024])
                data.Add(provider, set);
        }

        return data;
    }

    internal static IMlKem Provider(string name)
    {
        if (name == "BouncyCastle")
            return new BouncyCastleMlKem();
        if (!PlatformMlKem.IsSupported)
            Assert.Skip("The platform's library has no ML-KEM (on Linux: OpenSSL 3.5 or newer is needed).");
        return new PlatformMlKem();
    }

    [Theory]
    [MemberData(nameof(ProvidersAndSets))]
    public void Decapsulates_from_a_seed_as_Wycheproof_says(string providerName, int setNumber)
    {
        var (provider, set) = (Provider(providerName), (MlKemParameterSet)setNumber);
        int decapsulated = 0, refused = 0;
        foreach (var (_, test) in VectorFiles.Cases(VectorFiles.Wycheproof($"mlkem_{setNumber}_test.json")))
        {
            if (!test.IsValid())
            {
                Assert.Throws<ArgumentException>(() =>
                {
                    using var refusing = provider.Import(set, test.Bytes("seed"));
                    return refusing.Decapsulate(test.Bytes("c"));
                });
                refused++;
                continue;
            }

            using var key = provider.Import(set, test.Bytes("seed"));
            Assert.True(test.Bytes("ek").AsSpan().SequenceEqual(key.EncapsulationKey), test.Label());
            Assert.True(test.Bytes("K").AsSpan().SequenceEqual(key.Decapsulate(test.Bytes("c"))), test.Label());
            decapsulated++;
        }

        Assert.True(decapsulated > 25 && refused == 20, $"{decapsulated} decapsulated, {refused} refused");
    }

    [Theory]
    [MemberData(nameof(ProvidersAndSets))]
    public void Makes_keys_from_a_seed_as_Wycheproof_says(string providerName, int setNumber)
    {
        var provider = Provider(providerName);
        foreach (var (_, test) in VectorFiles.Cases(VectorFiles.Wycheproof($"mlkem_{setNumber}_keygen_seed_test.json")))
        {
            using var key = provider.Import((MlKemParameterSet)setNumber, test.Bytes("seed"));
            Assert.True(test.Bytes("ek").AsSpan().SequenceEqual(key.EncapsulationKey), test.Label());
            if (key is BouncyCastleDecapsulationKey managed)
                Assert.True(managed.SecretArrays().Any(secret => secret.AsSpan().SequenceEqual(test.Bytes("dk"))), test.Label());
        }
    }

    [Theory]
    [MemberData(nameof(ProvidersAndSets))]
    public void Encapsulates_as_Wycheproof_says(string providerName, int setNumber)
    {
        var (provider, set) = (Provider(providerName), (MlKemParameterSet)setNumber);
        int encapsulated = 0, refused = 0;
        foreach (var (_, test) in VectorFiles.Cases(VectorFiles.Wycheproof($"mlkem_{setNumber}_encaps_test.json")))
        {
            var encapsulationKey = test.Bytes("ek");
            if (!test.IsValid())
            {
                Assert.False(MlKem.IsEncapsulationKey(set, encapsulationKey), test.Label());
                Assert.Throws<ArgumentException>(() => provider.Encapsulate(set, encapsulationKey));
                refused++;
                continue;
            }

            // Only BouncyCastle takes the random bytes m; the platform must at least take the key.
            Assert.True(MlKem.IsEncapsulationKey(set, encapsulationKey), test.Label());
            using var accepted = provider.Encapsulate(set, encapsulationKey);
            using var fromM = BouncyCastleMlKem.Encapsulate(set, encapsulationKey, new SecureRandom(new FixedBytes(test.Bytes("m"))));
            Assert.True(test.Bytes("c").AsSpan().SequenceEqual(fromM.Ciphertext), test.Label());
            Assert.True(test.Bytes("K").AsSpan().SequenceEqual(fromM.SharedSecret), test.Label());
            encapsulated++;
        }

        Assert.True(encapsulated > 10 && refused > 20, $"{encapsulated} encapsulated, {refused} refused");
    }
}
