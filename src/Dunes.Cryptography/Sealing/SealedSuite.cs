namespace Dunes.Cryptography.Sealing;

/// <summary>The construction that a DC2K message uses (byte 5 of the message).</summary>
public enum SealedSuite : byte
{
    /// <summary>C2SP chunked encryption with AES-256-GCM and SHA-512 ("Cobblestone-256").</summary>
    Cobblestone256 = 1,
}
