using System.Text;
using System.Text.Json;
using Dunes.Abstractions.Keys;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Contexts;

/// <summary>Reads the public keys that somebody trusts, in each form in which they come.</summary>
internal static class TrustedKeys
{
    /// <summary>
    /// Keys in their FIPS 204 encoding, at least one. <paramref name="text"/> is base64, or names a file with the key's bytes, with base64, or with
    /// the JSON of <c>dunes keys show</c>. Throws <see cref="DunesErrorException"/> <c>DUNES-CLI-001</c> when it is none of these.
    /// </summary>
    public static async Task<IReadOnlyList<byte[]>> ReadAsync(string text, CancellationToken cancellationToken)
    {
        if (!File.Exists(text))
        {
            return FromBase64(text) is { } key
                ? [key]
                : throw new DunesErrorException(ExitCodes.Configuration, DunesErrors.Usage, "--public-key is neither base64 nor a file.");
        }

        var content = await CommandFiles.ReadAsync(text, cancellationToken);
        var keys = FromJson(content) ?? (FromBase64(Encoding.UTF8.GetString(content)) is { } decoded ? [decoded] : [content]);
        return keys.Count > 0
            ? keys
            : throw new DunesErrorException(ExitCodes.Configuration, DunesErrors.Usage, $"{text} holds no public key.");
    }

    private static List<byte[]>? FromJson(byte[] content)
    {
        try
        {
            var key = JsonSerializer.Deserialize<KeyInfo>(content, ServerClient.Json);
            return [.. key?.Versions?.Select(version => version.PublicKey).OfType<byte[]>() ?? []];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return text.Length > 0 && Convert.TryFromBase64String(text.Trim(), bytes, out var written) && written > 0 ? bytes[..written] : null;
    }
}
