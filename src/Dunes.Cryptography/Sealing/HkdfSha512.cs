using System.Security.Cryptography;

namespace Dunes.Cryptography.Sealing;

/// <summary>
/// HKDF (RFC 5869) over SHA-512. Own code, because <see cref="HKDF"/> refuses pseudorandom keys shorter than the hash,
/// and the input key of C2SP chunked encryption has 32 bytes.
/// </summary>
internal static class HkdfSha512
{
    public const int HashSize = HMACSHA512.HashSizeInBytes;

    /// <summary>Largest output of one expansion, in bytes (RFC 5869, section 2.3).</summary>
    public const int MaxOutputSize = 255 * HashSize;

    private const int StackLimit = 512;

    /// <summary>HKDF-Extract into <paramref name="pseudorandomKey"/> (64 bytes).</summary>
    public static void Extract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> inputKey, Span<byte> pseudorandomKey) =>
        HMACSHA512.HashData(salt, inputKey, pseudorandomKey[..HashSize]);

    /// <summary>HKDF-Expand; fills <paramref name="output"/>.</summary>
    /// <exception cref="ArgumentException">The output is longer than 255 hashes.</exception>
    public static void Expand(ReadOnlySpan<byte> pseudorandomKey, ReadOnlySpan<byte> info, Span<byte> output)
    {
        if (output.Length > MaxOutputSize)
            throw new ArgumentException($"HKDF-SHA-512 gives at most {MaxOutputSize} bytes.", nameof(output));

        // previous block (64) ‖ info ‖ counter; the first block has no previous one.
        var size = HashSize + info.Length + 1;
        Span<byte> input = size <= StackLimit ? stackalloc byte[StackLimit] : new byte[size];
        Span<byte> block = stackalloc byte[HashSize];
        input = input[..size];
        info.CopyTo(input[HashSize..]);
        try
        {
            for (var counter = 1; !output.IsEmpty; counter++)
            {
                input[^1] = (byte)counter;
                HMACSHA512.HashData(pseudorandomKey, counter == 1 ? input[HashSize..] : input, block);
                block.CopyTo(input);
                var taken = Math.Min(output.Length, HashSize);
                block[..taken].CopyTo(output);
                output = output[taken..];
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
            CryptographicOperations.ZeroMemory(block);
        }
    }
}
