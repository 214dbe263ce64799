using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Dunes.Cryptography.Signatures;
using Dunes.Maml.Schemas;

namespace Dunes.Maml;

/// <summary>
/// Signatures of documents. The key may be far away (in a cluster, in an HSM), so signing has two steps: sign the <see cref="SignedBytes"/>
/// of <see cref="PrepareForSigning"/> under <see cref="Context"/>, then <see cref="Attach"/> the signature with the same arguments.
/// </summary>
public static class MamlSignature
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    /// <summary>The purpose of a key of the key service that signs documents.</summary>
    public const string KeyPurpose = "maml";

    /// <summary>The context string (FIPS 204, section 5.2) of the documents that a cluster signs for itself.</summary>
    public static ReadOnlySpan<byte> Context => "dunes-cluster/maml/v1"u8;

    /// <summary>
    /// The caller's part of the context string of the documents that a key of the key service signs: the whole is
    /// <see cref="SigningContext.For"/> of <see cref="KeyPurpose"/> and this. <see cref="Verify"/> accepts it and <see cref="Context"/>: no other
    /// use of a key makes either.
    /// </summary>
    public static ReadOnlySpan<byte> CallerContext => "dunes-maml/v1"u8;

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

    /// <summary>A copy of the document that names its signer, has the digests of its parts, and has no signature yet.</summary>
    /// <param name="document">The document; what an older signature left in it is dropped.</param>
    /// <param name="algorithm"><c>ML-DSA-44</c>, <c>ML-DSA-65</c>, <c>ML-DSA-87</c> or <c>MLDSA65-Ed25519-SHA512</c>.</param>
    /// <param name="publicKey">The signer's public key in its standard's encoding.</param>
    /// <param name="keyId">The name under which readers know the key.</param>
    /// <param name="signedAt">When; written in UTC with full precision.</param>
    /// <param name="keyVersion">The version of the key, 1 or more, where it has versions.</param>
    /// <exception cref="ArgumentException">The algorithm is unknown, or the key is not of its size.</exception>
    public static MamlDocument PrepareForSigning(
        MamlDocument document, string algorithm, byte[] publicKey, string keyId, DateTimeOffset signedAt, int? keyVersion = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(publicKey);
        ArgumentException.ThrowIfNullOrEmpty(keyId);
        RequireSize(publicKey, Require(algorithm).PublicKeySize, nameof(publicKey));

        var fields = document.FrontMatter.DeepClone().AsObject();
        fields.Remove(MamlField.Signature);
        fields.Remove(MamlField.KeyVersion);
        fields[MamlField.SignatureAlgorithm] = algorithm;
        fields[MamlField.PublicKey] = Convert.ToBase64String(publicKey);
        fields[MamlField.KeyId] = keyId;
        if (keyVersion is { } version)
            fields[MamlField.KeyVersion] = version;
        fields[MamlField.SignedAt] = signedAt.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        MamlDigests.Set(fields, document.Body);
        return new MamlDocument(fields, document.Body);
    }

    /// <summary>The signed document: <see cref="PrepareForSigning"/> with the signature over its <see cref="SignedBytes"/> added.</summary>
    /// <param name="document">The document, prepared or not.</param>
    /// <param name="algorithm">As it was prepared.</param>
    /// <param name="publicKey">As it was prepared.</param>
    /// <param name="keyId">As it was prepared.</param>
    /// <param name="signedAt">As it was prepared.</param>
    /// <param name="signature">The signature in its standard's encoding. It is not checked here; <see cref="Verify"/> does that.</param>
    /// <param name="keyVersion">As it was prepared.</param>
    /// <exception cref="ArgumentException">The algorithm is unknown, or the key or signature is not of its size.</exception>
    public static MamlDocument Attach(
        MamlDocument document, string algorithm, byte[] publicKey, string keyId, DateTimeOffset signedAt, byte[] signature, int? keyVersion = null)
    {
        ArgumentNullException.ThrowIfNull(signature);
        RequireSize(signature, Require(algorithm).SignatureSize, nameof(signature));
        var signed = PrepareForSigning(document, algorithm, publicKey, keyId, signedAt, keyVersion);
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
        if (SignatureScheme.Find(FieldValue.Text(fields[MamlField.SignatureAlgorithm])) is not { } scheme)
            return Invalid("022", "The signature algorithm is missing or unknown.");
        if (!MamlSigner.TryDecode(fields[MamlField.PublicKey], out var publicKey) || publicKey.Length != scheme.PublicKeySize)
            return Invalid("023", $"The public key is not base64 of {scheme.PublicKeySize} bytes, as {scheme.Algorithm} has.");
        if (!MamlSigner.TryDecode(fields[MamlField.Signature], out var signature) || signature.Length != scheme.SignatureSize)
            return Invalid("023", $"The signature is not base64 of {scheme.SignatureSize} bytes, as {scheme.Algorithm} has.");

        var signedBytes = SignedBytes(document);
        if (!scheme.Verify(publicKey, signedBytes, signature, Context)
            && !scheme.Verify(publicKey, signedBytes, signature, SigningContext.For(KeyPurpose, CallerContext)))
        {
            var (number, reason) = MamlDigests.Diagnose(document);
            return Invalid(number, reason);
        }

        if (trustedPublicKey is not null && !CryptographicOperations.FixedTimeEquals(publicKey, trustedPublicKey))
            return Invalid("024", "The document is as it was signed, but another key than the trusted one signed it.");
        return new MamlVerification(true, "", trustedPublicKey is null ? "Signed by the key that the document names." : "Signed by the trusted key.");
    }

    private static MamlVerification Invalid(string number, string reason) => new(false, $"DUNES-MAML-{number}", reason);

    private static SignatureScheme Require(string algorithm) =>
        SignatureScheme.Find(algorithm) ?? throw new ArgumentException($"'{algorithm}' is not a signature algorithm of MAML.", nameof(algorithm));

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
