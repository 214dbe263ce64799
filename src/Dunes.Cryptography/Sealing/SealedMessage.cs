using System.Security.Cryptography;

namespace Dunes.Cryptography.Sealing;

/// <summary>
/// Step 4 of DC2K-1: header ‖ Cobblestone-256 message, whose context is header ‖ SHA-512(associated data). Keys come from the caller.
/// </summary>
internal static class SealedMessage
{
    /// <summary>Most plaintext of one message, in bytes: 1 GiB. The usage limits of a key version count on it.</summary>
    public const long MaxPlaintextSize = 1L << 30;

    /// <summary>Bytes before the first chunk: header, salt, commitment.</summary>
    public const int PrefixSize = SealedHeader.Size + Cobblestone256.PrefixSize;

    /// <summary>Size of the Cobblestone context in bytes.</summary>
    public const int ContextSize = SealedHeader.Size + SHA512.HashSizeInBytes;

    private static readonly long MaxSealedSize = SealedSize(MaxPlaintextSize);

    public static long SealedSize(long plaintextSize) => SealedHeader.Size + Cobblestone256.SealedSize(plaintextSize);

    /// <summary>The header of a message to be sealed; bit 0 follows from the associated data.</summary>
    public static SealedHeader HeaderFor(SealedFlags flags, Guid keyId, int version, ReadOnlySpan<byte> aad) =>
        new(SealedSuite.Cobblestone256, aad.IsEmpty ? flags : flags | SealedFlags.AssociatedData, version, keyId);

    /// <summary>Writes the Cobblestone context into <paramref name="context"/> (<see cref="ContextSize"/> bytes).</summary>
    public static void WriteContext(in SealedHeader header, ReadOnlySpan<byte> aad, Span<byte> context)
    {
        header.Write(context);
        SHA512.HashData(aad, context[SealedHeader.Size..]);
    }

    /// <summary>Seals with a fresh random salt.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, in SealedHeader header, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext)
    {
        Span<byte> salt = stackalloc byte[Cobblestone256.SaltSize];
        RandomNumberGenerator.Fill(salt);
        return Seal(key, header, aad, plaintext, salt);
    }

    /// <summary>Seals with a given salt, which must never meet another plaintext under the same key.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, in SealedHeader header, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> salt)
    {
        RequireSize(plaintext.Length);
        Span<byte> context = stackalloc byte[ContextSize];
        WriteContext(header, aad, context);
        var message = new byte[SealedSize(plaintext.Length)];
        header.Write(message);
        Cobblestone256.Seal(key, salt, context, plaintext, message.AsSpan(SealedHeader.Size));
        return message;
    }

    /// <summary>Reads the header of a message under a symmetric key; a message to a public key is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out SealedHeader header) =>
        SealedHeader.TryRead(message, out header) && header.Suite == SealedSuite.Cobblestone256;

    /// <summary>The checks that need no secret, in the design's order: size and magic, suite and flags, then key and version.</summary>
    public static SealedHeader Admit(ReadOnlySpan<byte> message, Guid keyId, int version)
    {
        if (!TryRead(message, out var header))
            throw SealingException.NotAMessage();
        if (message.Length > MaxSealedSize)
            throw SealingException.TooLarge();
        if (Cobblestone256.PlaintextSize(message.Length - SealedHeader.Size) < 0)
            throw SealingException.NotAMessage();
        return Require(header, keyId, version);
    }

    /// <summary>Refuses a header of another key or version.</summary>
    public static SealedHeader Require(in SealedHeader header, Guid keyId, int version) =>
        header.KeyId == keyId && header.Version == version ? header : throw SealingException.Mismatch();

    /// <summary>The checks that need the key: commitment, then chunks. Nothing leaves before the last tag is good.</summary>
    public static byte[] Open(ReadOnlySpan<byte> key, in SealedHeader header, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> message)
    {
        Span<byte> context = stackalloc byte[ContextSize];
        WriteContext(header, aad, context);
        var body = message[SealedHeader.Size..];
        var plaintext = new byte[Cobblestone256.PlaintextSize(body.Length)];
        return Cobblestone256.TryOpen(key, context, body, plaintext) ? plaintext : throw SealingException.Mismatch();
    }

    public static void RequireSize(long plaintextSize)
    {
        if (plaintextSize > MaxPlaintextSize)
            throw SealingException.TooLarge();
    }

    public static void RequireVersion(int version) => ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
}
