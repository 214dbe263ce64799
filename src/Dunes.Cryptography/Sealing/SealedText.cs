using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Dunes.Cryptography.Sealing;

/// <summary>
/// The text form of a DC2K message: <c>dunes:v&lt;version&gt;:&lt;base64url without padding&gt;</c>, where version is the decimal key version
/// of the message's own header. A message has exactly one text form.
/// </summary>
public static class SealedText
{
    /// <summary>Most bytes of a message that has a text form: 512 MiB (a string holds about 2^30 characters).</summary>
    public const int MaxMessageSize = 512 * 1024 * 1024;

    private const string Prefix = "dunes:v";

    /// <summary>Writes the text form.</summary>
    /// <exception cref="SealingException">DUNES-SEAL-001: not a DC2K message. DUNES-SEAL-003: longer than <see cref="MaxMessageSize"/>.</exception>
    public static string Encode(ReadOnlySpan<byte> message)
    {
        if (!SealedHeader.TryRead(message, out var header))
            throw SealingException.NotAMessage();
        if (message.Length > MaxMessageSize)
            throw SealingException.TooLarge();
        return $"{Prefix}{header.Version}:{Base64Url.EncodeToString(message)}";
    }

    /// <summary>Reads the text form.</summary>
    /// <returns><see langword="false"/> for anything that <see cref="Encode"/> would not have written, such as a version that is not the header's.</returns>
    public static bool TryDecode(string? text, [NotNullWhen(true)] out byte[]? message)
    {
        message = null;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        var colon = text.IndexOf(':', Prefix.Length);
        if (colon < 0)
            return false;
        var encoded = text.AsSpan(colon + 1);
        var buffer = new byte[Base64Url.GetMaxDecodedLength(encoded.Length)];
        if (Base64Url.DecodeFromChars(encoded, buffer, out _, out var size) != OperationStatus.Done
            || size > MaxMessageSize
            || !SealedHeader.TryRead(buffer.AsSpan(0, size), out _))
            return false;

        // One comparison covers the version, its spelling, padding, white space and stray bits of the last character.
        if (!string.Equals(Encode(buffer.AsSpan(0, size)), text, StringComparison.Ordinal))
            return false;
        message = buffer[..size];
        return true;
    }
}
