using System.Security.Cryptography;

namespace Dunes.Cryptography.Kem;

/// <summary>A fresh shared secret and the ciphertext that carries it. Disposing wipes the secret.</summary>
public sealed class Encapsulation : IDisposable
{
    internal Encapsulation(byte[] ciphertext, byte[] sharedSecret)
    {
        Ciphertext = ciphertext;
        SharedSecret = sharedSecret;
    }

    /// <summary>What the holder of the private key decapsulates; public.</summary>
    public byte[] Ciphertext { get; }

    /// <summary>The shared secret, 32 bytes. Secret.</summary>
    public byte[] SharedSecret { get; }

    /// <summary>Wipes <see cref="SharedSecret"/>.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(SharedSecret);
}
