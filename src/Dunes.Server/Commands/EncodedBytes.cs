using System.Text;

namespace Dunes.Server.Commands;

/// <summary>Bytes that somebody gives as text, or by the name of a file.</summary>
internal static class EncodedBytes
{
    /// <summary>
    /// <paramref name="text"/> is base64, or names a file with the bytes or with their base64. Throws <see cref="DunesErrorException"/>
    /// <c>DUNES-CLI-001</c> when it is neither.
    /// </summary>
    /// <param name="option">The option it came with, for the error.</param>
    /// <param name="text">What was given.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<byte[]> ReadAsync(string option, string text, CancellationToken cancellationToken)
    {
        if (!File.Exists(text))
            return FromBase64(text) ?? throw new DunesErrorException(ExitCodes.Configuration, DunesErrors.Usage, $"{option} is neither base64 nor a file.");
        var content = await CommandFiles.ReadAsync(text, cancellationToken);
        return FromBase64(Encoding.UTF8.GetString(content)) ?? content;
    }

    private static byte[]? FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return text.Length > 0 && Convert.TryFromBase64String(text.Trim(), bytes, out var written) && written > 0 ? bytes[..written] : null;
    }
}
