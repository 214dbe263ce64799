using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Dunes.Maml.Schemas;

namespace Dunes.Maml;

/// <summary>
/// The two digests that signing puts into the front matter, in lower-case hexadecimal. They prove nothing, for who alters a document can alter
/// them, too: they only say which part of a document was altered when its signature does not verify.
/// <c>body_sha256</c> is SHA-256 of the body's bytes; <c>front_matter_sha256</c> is SHA-256 of the RFC 8785 JSON of the front matter
/// without <c>signature</c> and without itself.
/// </summary>
internal static class MamlDigests
{
    /// <summary>Sets both fields; all others but the signature must have their final values.</summary>
    public static void Set(JsonObject fields, string body)
    {
        fields[MamlField.BodySha256] = OfBody(body);
        fields[MamlField.FrontMatterSha256] = OfFrontMatter(fields);
    }

    /// <summary>Why a signature does not verify, as far as the digests tell: the number of the code, and the reason.</summary>
    public static (string Number, string Reason) Diagnose(MamlDocument document)
    {
        var fields = document.FrontMatter;
        if (FieldValue.Text(fields[MamlField.FrontMatterSha256]) is not { } frontMatter || FieldValue.Text(fields[MamlField.BodySha256]) is not { } body)
            return ("025", "The signature does not verify: front matter or body was altered after signing, or another key signed it.");
        return (frontMatter == OfFrontMatter(fields), body == OfBody(document.Body)) switch
        {
            (true, false) => ("101", "The body was altered after signing."),
            (false, true) => ("102", "The front matter was altered after signing; the body was not."),
            (false, false) => ("103", "Front matter and body were altered after signing."),
            _ => ("104", "The signature is not one of the key that the document names: another key signed it, or it was forged."),
        };
    }

    private static string OfBody(string body) => Convert.ToHexStringLower(SHA256.HashData(MamlText.Encode(body)));

    private static string OfFrontMatter(JsonObject fields)
    {
        var covered = fields.DeepClone().AsObject();
        covered.Remove(MamlField.Signature);
        covered.Remove(MamlField.FrontMatterSha256);
        return Convert.ToHexStringLower(SHA256.HashData(MamlDocument.Canonicalize(covered)));
    }
}
