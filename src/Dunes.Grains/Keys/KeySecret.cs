using System.Security.Cryptography;
using Dunes.Cryptography.Sealing;

namespace Dunes.Grains.Keys;

/// <summary>The opened secret of one version: a seed to sign with, or a key to seal with. Wiped when disposed.</summary>
internal sealed class KeySecret : IDisposable
{
    private readonly byte[]? seed;
    private readonly SealingKey? sealing;

    /// <summary>Takes over a seed of 32 bytes.</summary>
    public KeySecret(byte[] seed) => this.seed = seed;

    /// <summary>Takes over a sealing key.</summary>
    public KeySecret(SealingKey sealing) => this.sealing = sealing;

    /// <summary>The seed of a signing key.</summary>
    public ReadOnlySpan<byte> Seed => seed ?? throw new InvalidOperationException("This key does not sign.");

    /// <summary>The sealing key.</summary>
    public SealingKey Sealing => sealing ?? throw new InvalidOperationException("This key does not seal.");

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(seed);
        sealing?.Dispose();
    }
}
