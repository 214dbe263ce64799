using System.Text;

namespace Dunes.Maml;

/// <summary>The text of a document: strict UTF-8, LF line ends, no control characters.</summary>
internal static class MamlText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes a file, with CRLF read as LF.</summary>
    /// <exception cref="MamlException">Code 001 or 002.</exception>
    public static string Decode(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8))
            throw new MamlException("DUNES-MAML-001", 1, "The text starts with a byte order mark.");
        string text;
        try
        {
            text = StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            throw new MamlException("DUNES-MAML-001", 1 + utf8[..e.Index].Count((byte)'\n'), "The text is not UTF-8.", e);
        }

        return Normalize(text, fromText: true);
    }

    /// <summary>Encodes text without half surrogate pairs.</summary>
    public static byte[] Encode(string text) => StrictUtf8.GetBytes(text);

    /// <summary>Turns CRLF into LF and refuses what no document may hold.</summary>
    /// <exception cref="MamlException">Code 002, or 010 for half a surrogate pair.</exception>
    public static string Normalize(string text, bool fromText)
    {
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        for (var i = 0; i < text.Length; i++)
        {
            if (IsControl(text[i]))
                throw Unfit(text, i, fromText);
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
                throw new MamlException("DUNES-MAML-010", 0, "The text has half a surrogate pair, which is no character.");
        }

        return text;
    }

    /// <summary>Refuses what readers of YAML treat differently.</summary>
    /// <exception cref="MamlException">Code 002.</exception>
    public static void RequireFitForFrontMatter(string text, int end)
    {
        for (var i = 0; i < end; i++)
        {
            if (IsUnfitForFrontMatter(text[i]))
                throw Unfit(text, i, fromText: true);
        }
    }

    /// <summary>Whether a character must be escaped in YAML: controls, the line separators of YAML 1.1, byte order mark, noncharacters.</summary>
    public static bool IsUnfitForFrontMatter(char character) => IsControl(character) || character is '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF';

    private static bool IsControl(char character) => char.IsControl(character) && character is not ('\t' or '\n');

    private static MamlException Unfit(string text, int at, bool fromText) =>
        new("DUNES-MAML-002", fromText ? 1 + text.AsSpan(0, at).Count('\n') : 0, $"The character U+{(int)text[at]:X4} has no place here.");
}
