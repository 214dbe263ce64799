using System.Text;
using System.Text.Json;
using Dunes.Cryptography.Sealing;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Keys.Files;

/// <summary>Sealed messages in both of their forms: bytes, and the text <c>dunes:v1:…</c> that the API speaks.</summary>
internal static class SealedInput
{
    private static ReadOnlySpan<byte> TextBegins => "dunes:v"u8;

    /// <summary>Whether this is, by its beginning, the text form.</summary>
    public static bool IsText(ReadOnlySpan<byte> content) => content.StartsWith(TextBegins);

    /// <summary>The text form of a message in either form. Throws <see cref="SealingException"/> <c>DUNES-SEAL-001</c> when it is none.</summary>
    public static string ToText(ReadOnlySpan<byte> content) =>
        IsText(content) ? Encoding.UTF8.GetString(content).Trim() : SealedText.Encode(content);

    /// <summary>The bytes of the message in an answer.</summary>
    public static byte[] FromAnswer(JsonElement answer, string member = "ciphertext") => SealedText.TryDecode(answer.Text(member), out var message)
        ? message
        : throw new DunesErrorException(ExitCodes.Other, DunesErrors.BadAnswer, "The server's answer holds no sealed message.");
}
