using System.Security.Cryptography;
using Dunes.Cryptography.Memory;

namespace Dunes.Cryptography.Kem;

/// <summary>An ML-KEM key of the platform's library. The platform promises no thread safety, so every running decapsulation has an instance of its own.</summary>
internal sealed class PlatformDecapsulationKey : IDecapsulationKey
{
    private readonly PinnedSecret seed;
    private readonly InstancePool<MLKem> instances;
    private readonly byte[] encapsulationKey;

    public PlatformDecapsulationKey(MlKemParameterSet set, ReadOnlySpan<byte> seed)
    {
        MlKemArguments.RequireSeed(seed);
        Set = set;
        this.seed = new PinnedSecret(seed);
        instances = new InstancePool<MLKem>(() => this.seed.Use(copy => MLKem.ImportPrivateSeed(PlatformMlKem.Algorithm(set), copy)));
        var key = instances.Rent();
        encapsulationKey = key.ExportEncapsulationKey();
        instances.Return(key);
    }

    public MlKemParameterSet Set { get; }

    public ReadOnlySpan<byte> EncapsulationKey => encapsulationKey;

    public byte[] Decapsulate(ReadOnlySpan<byte> ciphertext)
    {
        MlKemArguments.RequireCiphertext(Set, ciphertext);
        var key = instances.Rent();
        try
        {
            var sharedSecret = new byte[MlKemParameterSets.SharedSecretSize];
            key.Decapsulate(ciphertext, sharedSecret);
            return sharedSecret;
        }
        finally
        {
            instances.Return(key);
        }
    }

    public void Dispose()
    {
        seed.Dispose();
        instances.Dispose();
    }
}
