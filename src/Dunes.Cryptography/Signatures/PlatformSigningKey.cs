using System.Security.Cryptography;
using Dunes.Cryptography.Memory;

namespace Dunes.Cryptography.Signatures;

/// <summary>An ML-DSA key of the platform's library. The platform promises no thread safety, so every running signature has an instance of its own.</summary>
internal sealed class PlatformSigningKey : ISigningKey
{
    private readonly MlDsaParameterSet set;
    private readonly PinnedSecret seed;
    private readonly InstancePool<MLDsa> instances;
    private readonly byte[] publicKey;

    public PlatformSigningKey(MlDsaParameterSet set, ReadOnlySpan<byte> seed)
    {
        MlDsaArguments.RequireSeed(seed);
        this.set = set;
        this.seed = new PinnedSecret(seed);
        instances = new InstancePool<MLDsa>(() => this.seed.Use(copy => MLDsa.ImportMLDsaPrivateSeed(PlatformMlDsa.Algorithm(set), copy)));
        var key = instances.Rent();
        publicKey = key.ExportMLDsaPublicKey();
        instances.Return(key);
    }

    public ReadOnlySpan<byte> PublicKey => publicKey;

    public byte[] Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> context, bool deterministic = false)
    {
        MlDsaArguments.RequireContext(context);
        if (deterministic)
        {
            using var managed = ManagedKey();
            return managed.Sign(message, context, deterministic: true);
        }

        var signature = new byte[set.SignatureSize()];
        var key = instances.Rent();
        try
        {
            key.SignData(message, signature, context);
            return signature;
        }
        finally
        {
            instances.Return(key);
        }
    }

    public byte[] SignMu(ReadOnlySpan<byte> mu, bool deterministic = false)
    {
        MlDsaArguments.RequireMu(mu);
        if (deterministic)
        {
            using var managed = ManagedKey();
            return managed.SignMu(mu, deterministic: true);
        }

        var key = instances.Rent();
        try
        {
#pragma warning disable SYSLIB5006 // Marked as new in .NET 10; the vectors and the other provider check it.
            return key.SignMu(mu);
#pragma warning restore SYSLIB5006
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

    // The platform class signs hedged only; the deterministic variant comes from BouncyCastle.
    private BouncyCastleSigningKey ManagedKey() => seed.Use(copy => new BouncyCastleSigningKey(set, copy));
}
