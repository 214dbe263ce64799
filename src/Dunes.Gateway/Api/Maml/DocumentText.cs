using System.Text;
using Dunes.Maml;

namespace Dunes.Gateway.Api.Maml;

/// <summary>A document as the text of a request.</summary>
internal static class DocumentText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Throws <see cref="MamlException"/> with code and line.</summary>
    public static MamlDocument Parse(string text)
    {
        try
        {
            return MamlDocument.Parse(StrictUtf8.GetBytes(text));
        }
        catch (EncoderFallbackException e)
        {
            // JSON can escape half a surrogate pair; no UTF-8 file can hold it.
            throw new MamlException("DUNES-MAML-001", 1 + text.AsSpan(0, e.Index).Count('\n'), "The text is not Unicode.", e);
        }
    }
}
