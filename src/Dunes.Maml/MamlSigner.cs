using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Dunes.Maml.Schemas;

namespace Dunes.Maml;

/// <summary>What a document says of its signer. It is the document's word: <see cref="MamlSignature.Verify"/> says whether it stands under a signature.</summary>
/// <param name="Algorithm"><c>signature_algorithm</c>.</param>
/// <param name="KeyId"><c>key_id</c>; of a cluster's key <c>tenant/name</c>.</param>
/// <param name="KeyVersion"><c>key_version</c>, 1 or more.</param>
/// <param name="SignedAt"><c>signed_at</c>.</param>
/// <param name="PublicKey"><c>public_key</c>, decoded.</param>
public sealed record MamlSigner(string? Algorithm, string? KeyId, int? KeyVersion, DateTimeOffset? SignedAt, byte[]? PublicKey)
{
    /// <summary>Reads the fields; null for each that is missing or malformed.</summary>
    public static MamlSigner Of(MamlDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var fields = document.FrontMatter;
        return new(
            FieldValue.Text(fields[MamlField.SignatureAlgorithm]),
            FieldValue.Text(fields[MamlField.KeyId]),
            fields[MamlField.KeyVersion] is JsonValue version && version.TryGetValue<int>(out var number) && number > 0 ? number : null,
            FieldValue.Time(fields[MamlField.SignedAt]),
            TryDecode(fields[MamlField.PublicKey], out var publicKey) ? publicKey : null);
    }

    /// <summary>Decodes base64 that is exactly what encoding gives again, so that no signature has two spellings.</summary>
    internal static bool TryDecode(JsonNode? node, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (FieldValue.Text(node) is not { } text)
            return false;
        var buffer = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, buffer, out var written) || Convert.ToBase64String(buffer.AsSpan(0, written)) != text)
            return false;
        bytes = buffer[..written];
        return true;
    }
}
