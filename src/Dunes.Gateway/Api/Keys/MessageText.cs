using Dunes.Abstractions.Errors;
using Dunes.Cryptography.Sealing;

namespace Dunes.Gateway.Api.Keys;

/// <summary>DC2K messages in JSON: <c>dunes:v&lt;version&gt;:&lt;base64url&gt;</c>.</summary>
internal static class MessageText
{
    public static byte[] Decode(string? text) => SealedText.TryDecode(text, out var message)
        ? message
        : throw new DunesException("DUNES-SEAL-001", ErrorKind.Invalid, "This is not a DC2K message in the form dunes:v<version>:<base64url>.");

    public static string? Encode(byte[]? message) => message is null ? null : SealedText.Encode(message);
}
