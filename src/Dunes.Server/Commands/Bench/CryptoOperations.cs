using System.Globalization;
using System.Security.Cryptography;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Mac;
using Dunes.Cryptography.Sealing;
using Dunes.Cryptography.Signatures;

namespace Dunes.Server.Commands.Bench;

/// <summary>Every cryptographic operation of the key service with every provider that works here, on fresh random keys.</summary>
internal sealed class CryptoOperations : IDisposable
{
    private const string Managed = ".NET";
    private const int MessageSize = 1024;
    private static readonly int[] Sizes = [32, 1024, 64 * 1024, 1024 * 1024];

    private readonly List<CryptoOperation> operations = [];
    private readonly List<IDisposable> keys = [];

    private CryptoOperations()
    {
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<CryptoOperation> All => operations;

    /// <summary>Makes the keys.</summary>
    public static CryptoOperations Create()
    {
        var all = new CryptoOperations();
        var message = RandomNumberGenerator.GetBytes(MessageSize);
        foreach (var provider in MlDsaProviders())
            foreach (var set in Enum.GetValues<MlDsaParameterSet>())
                all.AddMlDsa(provider, set, message);
        all.AddComposite(message);
        foreach (var provider in MlKemProviders())
            foreach (var set in Enum.GetValues<MlKemParameterSet>())
                all.AddMlKem(provider, set);
        all.AddSealing();
        all.AddMac(message);
        return all;
    }

    public void Dispose() => keys.ForEach(key => key.Dispose());

    private static IEnumerable<IMlDsa> MlDsaProviders() => PlatformMlDsa.IsSupported ? [new BouncyCastleMlDsa(), new PlatformMlDsa()] : [new BouncyCastleMlDsa()];

    private static IEnumerable<IMlKem> MlKemProviders() => PlatformMlKem.IsSupported ? [new BouncyCastleMlKem(), new PlatformMlKem()] : [new BouncyCastleMlKem()];

    private void AddMlDsa(IMlDsa provider, MlDsaParameterSet set, byte[] message)
    {
        var seed = RandomNumberGenerator.GetBytes(MlDsaParameterSets.SeedSize);
        var key = Keep(provider.Import(set, seed));
        var publicKey = key.PublicKey.ToArray();
        var context = SigningContext.For("general", []);
        var signature = key.Sign(message, context);
        operations.Add(new(set.Name(), provider.Name, "generate key", () => provider.Import(set, seed).Dispose()));
        operations.Add(new(set.Name(), provider.Name, "sign 1 KiB (hedged)", () => key.Sign(message, context), OnAllCores: true));
        operations.Add(new(set.Name(), provider.Name, "verify 1 KiB", () => Require(provider.Verify(set, publicKey, message, signature, context)), OnAllCores: true));
    }

    private void AddComposite(byte[] message)
    {
        var scheme = SignatureScheme.Find(KeyAlgorithms.MlDsa65Ed25519)!;
        var secret = RandomNumberGenerator.GetBytes(scheme.SecretSize);
        var key = Keep(scheme.Import(secret));
        var publicKey = key.PublicKey.ToArray();
        var context = SigningContext.For("general", []);
        var signature = key.Sign(message, context);
        operations.Add(new(scheme.Algorithm, MlDsa.Provider.Name, "generate key", () => scheme.Import(secret).Dispose()));
        operations.Add(new(scheme.Algorithm, MlDsa.Provider.Name, "sign 1 KiB (hedged)", () => key.Sign(message, context), OnAllCores: true));
        operations.Add(new(scheme.Algorithm, MlDsa.Provider.Name, "verify 1 KiB", () => Require(scheme.Verify(publicKey, message, signature, context)), OnAllCores: true));
    }

    private void AddMlKem(IMlKem provider, MlKemParameterSet set)
    {
        var seed = RandomNumberGenerator.GetBytes(MlKemParameterSets.SeedSize);
        var key = Keep(provider.Import(set, seed));
        var encapsulationKey = key.EncapsulationKey.ToArray();
        var encapsulation = Keep(provider.Encapsulate(set, encapsulationKey));
        operations.Add(new(set.Name(), provider.Name, "generate key", () => provider.Import(set, seed).Dispose()));
        operations.Add(new(set.Name(), provider.Name, "encapsulate", () => provider.Encapsulate(set, encapsulationKey).Dispose()));
        operations.Add(new(set.Name(), provider.Name, "decapsulate", () => key.Decapsulate(encapsulation.Ciphertext)));
    }

    private void AddSealing()
    {
        var key = Keep(SealingKey.FromRoot(RandomNumberGenerator.GetBytes(SealingKey.RootSize), Guid.NewGuid(), version: 1));
        foreach (var size in Sizes)
        {
            var plaintext = RandomNumberGenerator.GetBytes(size);
            var message = key.Seal(plaintext, []);
            operations.Add(new(KeyAlgorithms.Dc2k1, Managed, $"seal {Size(size)}", () => key.Seal(plaintext, []), OnAllCores: true));
            operations.Add(new(KeyAlgorithms.Dc2k1, Managed, $"open {Size(size)}", () => key.Open(message, []), OnAllCores: true));
        }
    }

    private void AddMac(byte[] message)
    {
        var key = Keep(MacKey.Import(RandomNumberGenerator.GetBytes(MacKey.Size)));
        var code = key.Compute(message);
        operations.Add(new(KeyAlgorithms.HmacSha512, Managed, "compute 1 KiB", () => key.Compute(message)));
        operations.Add(new(KeyAlgorithms.HmacSha512, Managed, "verify 1 KiB", () => Require(key.Verify(message, code))));
    }

    private T Keep<T>(T key)
        where T : IDisposable
    {
        keys.Add(key);
        return key;
    }

    /// <summary>A figure of something that does not work would be worthless.</summary>
    private static void Require(bool valid)
    {
        if (!valid)
            throw new CryptographicException("What was just made does not verify.");
    }

    private static string Size(int bytes) => string.Create(
        CultureInfo.InvariantCulture, $"{(bytes < 1024 ? bytes : bytes < 1024 * 1024 ? bytes / 1024 : bytes / 1024 / 1024)} {(bytes < 1024 ? "B" : bytes < 1024 * 1024 ? "KiB" : "MiB")}");
}
