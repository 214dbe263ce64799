namespace Dunes.Cryptography.Sealing;

/// <summary>The construction that a DC2K message uses (byte 5 of the message).</summary>
public enum SealedSuite : byte
{
    /// <summary>C2SP chunked encryption with AES-256-GCM and SHA-512 ("Cobblestone-256").</summary>
    Cobblestone256 = 1,

    /// <summary>The same under a key that ML-KEM-1024 carries: a message to a public key. See <see cref="Kem.KemMessage"/>.</summary>
    MlKem1024 = 0x10,
}
