namespace Dunes.Cryptography.Sealing;

/// <summary>The flags of a DC2K message (bytes 6 and 7, big-endian); all other bits are zero.</summary>
[Flags]
public enum SealedFlags : ushort
{
    /// <summary>None set.</summary>
    None = 0,

    /// <summary>Bit 0: associated data that is not empty belongs to the message.</summary>
    AssociatedData = 1,

    /// <summary>Bit 1: convergent, that is the same plaintext and associated data give the same message.</summary>
    Convergent = 2,

    /// <summary>Bit 2: the plaintext is a data key.</summary>
    DataKey = 4,
}
