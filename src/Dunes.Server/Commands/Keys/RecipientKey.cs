using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace Dunes.Server.Commands.Keys;

/// <summary>Reads an ML-KEM-1024 public key (FIPS 203 encoding, 1,568 bytes) in the forms in which they come.</summary>
internal static class RecipientKey
{
    private const int Size = 1568;
    private const string MlKem1024 = "2.16.840.1.101.3.4.4.3";
    private const string PemLabel = "PUBLIC KEY";

    /// <summary>
    /// <paramref name="text"/> is base64 or names a file: bytes, base64, or SubjectPublicKeyInfo as PEM or DER (RFC 9935).
    /// Throws <see cref="DunesErrorException"/> <c>DUNES-CLI-001</c> when it is no such key.
    /// </summary>
    public static async Task<byte[]> ReadAsync(string option, string text, CancellationToken cancellationToken)
    {
        var content = await EncodedBytes.ReadAsync(option, text, cancellationToken);
        var key = content.Length == Size ? content : FromInfo(FromPem(content) ?? content);
        return key ?? throw new DunesErrorException(
            ExitCodes.Configuration,
            DunesErrors.Usage,
            $"{option} is no ML-KEM-1024 public key: {Size} bytes, their base64, or SubjectPublicKeyInfo as PEM or DER.");
    }

    private static byte[]? FromPem(byte[] content)
    {
        var text = Encoding.UTF8.GetString(content);
        return PemEncoding.TryFind(text, out var fields) && text[fields.Label] == PemLabel ? Convert.FromBase64String(text[fields.Base64Data]) : null;
    }

    private static byte[]? FromInfo(byte[] der)
    {
        try
        {
            var reader = new AsnReader(der, AsnEncodingRules.DER);
            var info = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            var algorithm = info.ReadSequence();
            if (algorithm.ReadObjectIdentifier() != MlKem1024 || algorithm.HasData)
                return null;
            var key = info.ReadBitString(out var unused);
            info.ThrowIfNotEmpty();
            return unused == 0 && key.Length == Size ? key : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
