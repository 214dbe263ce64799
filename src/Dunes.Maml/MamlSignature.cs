using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Dunes.Cryptography.Signatures;

namespace Dunes.Maml;

/// <summary>
/// Signatures of documents. The key may be far away (in a cluster, in an HSM), so signing has two steps: sign the <see cref="SignedBytes"/>
/// of <see cref="PrepareForSigning"/> under <see cref="Context"/>, then <see cref="Attach"/> the signature with the same arguments.
/// </summary>
public static class MamlSignature
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    /// <summary>The FIPS 204 context string of every MAML signature.</summary>
    public static ReadOnlySpan<byte> Context => "dunes-cluster/maml/v1"u8;

    /// <summary>
    /// What is signed: <c>"dunes-maml/v1\n"</c> ‖ u64be(length) ‖ RFC 8785 JSON of the front matter without <c>signature</c> ‖ u64be(length) ‖ body.
    /// Equal bytes mean equal documents, but for the signature.
    /// </summary>
    /// <exception cref="MamlException">The front matter holds what has no canonical form (code 010).</exception>
    public static byte[] SignedBytes(MamlDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var unsigned = document.FrontMatter.DeepClone().AsObject();
        unsigned.Remove(MamlField.Signature);
        var frontMatter = MamlDocument.Canonicalize(unsigned);
        var body = MamlText.Encode(document.Body);
        return [.. "dunes-maml/v1\n"u8, .. Length(frontMatter), .. frontMatter, .. Length(body), .. body];
    }

    /// <summary>A copy of the document that names its signer and has no signature yet.</summary>
    /// <param name="document">The document; an older signature is dropped.</param>
    /// <param name="algorithm">A name of <see cref="MlDsaParameterSets"/>, such as <c>ML-DSA-65</c>.</param>
    /// <param name="publicKey">The signer's public key in its FIPS 204 encoding.</param>
    /// <param name="keyId">The name under which readers know the key.</param>
    /// <param name="signedAt">When; written in UTC with full precision.</param>
    /// <exception cref="ArgumentException">The algorithm is unknown, or the key is not of its size.</exception>
    public static MamlDocument PrepareForSigning(MamlDocument document, string algorithm, byte[] publicKey, string keyId, DateTimeOffset signedAt)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(publicKey);
        ArgumentException.ThrowIfNullOrEmpty(keyId);
        RequireSize(publicKey, RequireSet(algorithm).PublicKeySize(), nameof(publicKey));

        var fields = document.FrontMatter.DeepClone().AsObject();
        fields.Remove(MamlField.Signature);
        fields[MamlField.SignatureAlgorithm] = algorithm;
        fields[MamlField.PublicKey] = Convert.ToBase64String(publicKey);
        fields[MamlField.KeyId] = keyId;
        fields[MamlField.SignedAt] = signedAt.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        return new MamlDocument(fields, document.Body);
    }

    /// <summary>The signed document: <see cref="PrepareForSigning"/> with the signature over its <see cref="SignedBytes"/> added.</summary>
    /// <param name="document">The document, prepared or not.</param>
    /// <param name="algorithm">As it was prepared.</param>
    /// <param name="publicKey">As it was prepared.</param>
    /// <param name="keyId">As it was prepared.</param>
    /// <param name="signedAt">As it was prepared.</param>
    /// <param name="signature">The signature in its FIPS 204 encoding. It is not checked here; <see cref="Verify"/> does that.</param>
    /// <exception cref="ArgumentException">The algorithm is unknown, or the key or signature is not of its size.</exception>
    public static MamlDocument Attach(MamlDocument document, string algorithm, byte[] publicKey, string keyId, DateTimeOffset signedAt, byte[] signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        RequireSize(signature, RequireSet(algorithm).SignatureSize(), nameof(signature));
        var signed = PrepareForSigning(document, algorithm, publicKey, keyId, signedAt);
        signed.FrontMatter[MamlField.Signature] = Convert.ToBase64String(signature);
        return signed;
    }

    /// <summary>Checks a document's signature.</summary>
    /// <param name="document">The document.</param>
    /// <param name="trustedPublicKey">The key that must have signed; null to take the document's own word, which shows only that it was not changed since.</param>
    /// <exception cref="MamlException">The front matter was given what has no canonical form (never for a document that was parsed).</exception>
    public static MamlVerification Verify(MamlDocument document, byte[]? trustedPublicKey)
    {
        ArgumentNullException.ThrowIfNull(document);
        var fields = document.FrontMatter;
        if (!fields.ContainsKey(MamlField.Signature))
            return Invalid("021", "The document has no signature.");
        if (!MlDsaParameterSets.TryParse(Text(fields, MamlField.SignatureAlgorithm), out var set))
            return Invalid("022", "The signature algorithm is missing or unknown.");
        if (!TryDecode(fields, MamlField.PublicKey, set.PublicKeySize(), out var publicKey))
            return Invalid("023", $"The public key is not base64 of {set.PublicKeySize()} bytes, as {set.Name()} has.");
        if (!TryDecode(fields, MamlField.Signature, set.SignatureSize(), out var signature))
            return Invalid("023", $"The signature is not base64 of {set.SignatureSize()} bytes, as {set.Name()} has.");
        if (trustedPublicKey is not null && !CryptographicOperations.FixedTimeEquals(publicKey, trustedPublicKey))
            return Invalid("024", "The document names another key than the trusted one.");
        if (!MlDsa.Provider.Verify(set, publicKey, SignedBytes(document), signature, Context))
            return Invalid("025", "The signature does not verify: the document was changed after signing, or another key signed it.");
        return new MamlVerification(true, "", trustedPublicKey is null ? "Signed by the key that the document names." : "Signed by the trusted key.");
    }

    private static MamlVerification Invalid(string number, string reason) => new(false, $"DUNES-MAML-{number}", reason);

    private static string? Text(JsonObject fields, string name) =>
        fields[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Decodes base64 that is exactly what encoding gives again, so that no signature has two spellings.</summary>
    private static bool TryDecode(JsonObject fields, string name, int size, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = new byte[size];
        return Text(fields, name) is { } text
            && Convert.TryFromBase64String(text, bytes, out var written)
            && written == size
            && Convert.ToBase64String(bytes) == text;
    }

    private static MlDsaParameterSet RequireSet(string algorithm) =>
        MlDsaParameterSets.TryParse(algorithm, out var set) ? set : throw new ArgumentException($"'{algorithm}' is not a signature algorithm of MAML.", nameof(algorithm));

    private static void RequireSize(byte[] bytes, int size, string parameter)
    {
        if (bytes.Length != size)
            throw new ArgumentException($"{bytes.Length} bytes were given where the algorithm has {size}.", parameter);
    }

    private static byte[] Length(byte[] bytes)
    {
        var length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)bytes.LongLength);
        return length;
    }
}
