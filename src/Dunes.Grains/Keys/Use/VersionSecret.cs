using System.Security.Cryptography;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Mac;
using Dunes.Cryptography.Sealing;
using Dunes.Cryptography.Signatures;
using Dunes.Storage.Keys;

namespace Dunes.Grains.Keys.Use;

/// <summary>The opened secret of one version, as the key object of its algorithm. Safe for concurrent use; disposing wipes it.</summary>
internal sealed class VersionSecret : IDisposable
{
    private readonly IDisposable key;

    private VersionSecret(IDisposable key) => this.key = key;

    /// <summary>Of a key that signs.</summary>
    public ISigningKey Signing => (ISigningKey)key;

    /// <summary>Of a DC2K-1 key.</summary>
    public SealingKey Sealing => (SealingKey)key;

    /// <summary>Of an ML-KEM key.</summary>
    public IDecapsulationKey Decapsulation => (IDecapsulationKey)key;

    /// <summary>Of an HMAC-SHA-512 key.</summary>
    public MacKey Mac => (MacKey)key;

    /// <summary>Opens the secret of a row. Throws DUNES-KEY-101 or -102 (Integrity) when it is not the row's.</summary>
    public static VersionSecret Open(KeyMaterial material, KeyName name, KeyVersionRow row)
    {
        var secret = material.Open(name, row);
        try
        {
            return new(Import(row, secret));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    public void Dispose() => key.Dispose();

    private static IDisposable Import(KeyVersionRow row, byte[] secret)
    {
        if (SignatureScheme.Find(row.Algorithm) is { } scheme)
            return scheme.Import(secret);
        if (MlKemParameterSets.TryParse(row.Algorithm, out var set))
            return MlKem.Provider.Import(set, secret);
        return row.Algorithm == KeyAlgorithms.Dc2k1
            ? SealingKey.FromRoot(secret, row.KeyId, row.Version)
            : MacKey.Import(secret);
    }
}
