using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Kem;

namespace Dunes.Server.Commands.Keys;

/// <summary>
/// A key's secret on its way into a cluster: a DC2K message of suite 0x10 with the associated data "dunes-cluster/key-export/v1" over
/// "dunes-cluster/key/v1\n" ‖ u16be(size of the algorithm's name) ‖ the name ‖ the secret.
/// </summary>
internal static class WrappedSecret
{
    /// <summary>What the message is bound to.</summary>
    public static ReadOnlySpan<byte> AssociatedData => "dunes-cluster/key-export/v1"u8;

    private static ReadOnlySpan<byte> Begins => "dunes-cluster/key/v1\n"u8;

    /// <summary>The secret in a file, which holds it as bytes or as base64. Throws <see cref="DunesErrorException"/> <c>DUNES-CLI-001</c> when it has another size.</summary>
    public static byte[] Read(string algorithm, ReadOnlySpan<byte> content)
    {
        var size = SizeOf(algorithm);
        if (content.Length == size)
            return content.ToArray();
        var secret = new byte[size];
        var text = new char[Encoding.UTF8.GetCharCount(content)];
        Encoding.UTF8.GetChars(content, text);
        var isBase64 = Convert.TryFromBase64Chars(text.AsSpan().Trim(), secret, out var written) && written == size;
        text.AsSpan().Clear();
        return isBase64
            ? secret
            : throw new DunesErrorException(
                ExitCodes.Configuration,
                DunesErrors.Usage,
                string.Create(CultureInfo.InvariantCulture, $"--seed: the secret of {algorithm} is {size} bytes, or their base64; this is neither."));
    }

    /// <summary>Wraps a secret to an ML-KEM-1024 public key.</summary>
    public static byte[] Wrap(string algorithm, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> recipient)
    {
        if (!MlKem.IsEncapsulationKey(MlKemParameterSet.MlKem1024, recipient))
            throw new DunesErrorException(ExitCodes.Configuration, DunesErrors.Usage, "--public-key is no ML-KEM-1024 public key (FIPS 203, section 7.2).");
        var plaintext = new byte[Begins.Length + sizeof(ushort) + algorithm.Length + secret.Length];
        try
        {
            Begins.CopyTo(plaintext);
            var rest = plaintext.AsSpan(Begins.Length);
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)algorithm.Length);
            rest = rest[sizeof(ushort)..];
            rest = rest[Encoding.ASCII.GetBytes(algorithm, rest)..];
            secret.CopyTo(rest);
            return KemMessage.Seal(recipient, KemMessage.IdOf(recipient), 1, plaintext, AssociatedData);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    private static int SizeOf(string algorithm) => algorithm switch
    {
        KeyAlgorithms.MlDsa44 or KeyAlgorithms.MlDsa65 or KeyAlgorithms.MlDsa87 => 32,
        KeyAlgorithms.Dc2k1 => 256,
        _ => 64,
    };
}
