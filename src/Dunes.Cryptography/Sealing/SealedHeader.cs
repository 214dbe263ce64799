using System.Buffers.Binary;

namespace Dunes.Cryptography.Sealing;

/// <summary>
/// The first 28 bytes of a DC2K-1 message. They are bound to the message (part of the Cobblestone context), but public:
/// reading a header says where a message claims to belong, opening it says whether that is true.
/// </summary>
/// <remarks>Bytes, big-endian: "DC2K" (4), format = 1 (1), suite (1), flags (2), key version (4, unsigned), key id (16, RFC 9562 order).</remarks>
/// <param name="Suite">The construction.</param>
/// <param name="Flags">What kind of message it is.</param>
/// <param name="Version">The key version, 1 to 2^31 - 1.</param>
/// <param name="KeyId">The key.</param>
public readonly record struct SealedHeader(SealedSuite Suite, SealedFlags Flags, int Version, Guid KeyId)
{
    /// <summary>Size of the header in bytes.</summary>
    public const int Size = 28;

    private const byte Format = 1;

    private static ReadOnlySpan<byte> Magic => "DC2K"u8;

    /// <summary>Reads the header of a message; what follows it is not looked at.</summary>
    /// <returns><see langword="false"/> when it is too short, is no DC2K-1 message, or has an unknown suite, an unknown flag or a version out of range.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out SealedHeader header)
    {
        header = default;
        if (message.Length < Size || !message.StartsWith(Magic) || message[4] != Format)
            return false;
        var suite = (SealedSuite)message[5];
        var flags = (SealedFlags)BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
        var version = BinaryPrimitives.ReadUInt32BigEndian(message[8..]);
        if ((flags & ~KnownFlags(suite)) != SealedFlags.None || version is 0 or > int.MaxValue || !Enum.IsDefined(suite))
            return false;
        header = new SealedHeader(suite, flags, (int)version, new Guid(message.Slice(12, 16), bigEndian: true));
        return true;
    }

    internal void Write(Span<byte> destination)
    {
        Magic.CopyTo(destination);
        destination[4] = Format;
        destination[5] = (byte)Suite;
        BinaryPrimitives.WriteUInt16BigEndian(destination[6..], (ushort)Flags);
        BinaryPrimitives.WriteInt32BigEndian(destination[8..], Version);
        KeyId.TryWriteBytes(destination[12..], bigEndian: true, out _);
    }

    private static SealedFlags KnownFlags(SealedSuite suite) => suite switch
    {
        SealedSuite.Cobblestone256 => SealedFlags.AssociatedData | SealedFlags.Convergent | SealedFlags.DataKey,
        _ => SealedFlags.AssociatedData,
    };
}
