using System.Security.Cryptography;

namespace Dunes.Cryptography.Sealing;

/// <summary>A fresh data key, in plain to use now and sealed to keep. Disposing wipes the plain one.</summary>
public sealed class DataKey : IDisposable
{
    internal DataKey(byte[] plaintext, byte[] sealedKey)
    {
        Plaintext = plaintext;
        Sealed = sealedKey;
    }

    /// <summary>The key, 32 bytes. Secret.</summary>
    public byte[] Plaintext { get; }

    /// <summary>The key as a DC2K message with flag bit 2.</summary>
    public byte[] Sealed { get; }

    /// <summary>Wipes <see cref="Plaintext"/>.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(Plaintext);
}
