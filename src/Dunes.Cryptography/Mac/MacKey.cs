using System.Security.Cryptography;
using Dunes.Cryptography.Memory;

namespace Dunes.Cryptography.Mac;

/// <summary>A key of HMAC-SHA-512 (RFC 2104, FIPS 198-1) with 64 bytes, in memory. Safe for concurrent use.</summary>
public sealed class MacKey : IDisposable
{
    /// <summary>Size of a key in bytes.</summary>
    public const int Size = 64;

    /// <summary>Size of a code in bytes.</summary>
    public const int CodeSize = HMACSHA512.HashSizeInBytes;

    private readonly PinnedSecret key;

    private MacKey(ReadOnlySpan<byte> key64) => key = new PinnedSecret(key64);

    /// <summary>Takes over a key. The caller wipes its own copy.</summary>
    /// <exception cref="ArgumentException">The key is not 64 bytes.</exception>
    public static MacKey Import(ReadOnlySpan<byte> key64)
    {
        if (key64.Length != Size)
            throw new ArgumentException($"A key of HMAC-SHA-512 has {Size} bytes, this one has {key64.Length}.", nameof(key64));
        return new MacKey(key64);
    }

    /// <summary>Computes the code of a message, 64 bytes.</summary>
    /// <exception cref="ObjectDisposedException">The key was wiped.</exception>
    public byte[] Compute(ReadOnlySpan<byte> message)
    {
        var code = new byte[CodeSize];
        Compute(message, code);
        return code;
    }

    /// <summary>Whether a code is the message's, compared in constant time. A code of another size is not: no truncated codes.</summary>
    /// <exception cref="ObjectDisposedException">The key was wiped.</exception>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> code)
    {
        Span<byte> expected = stackalloc byte[CodeSize];
        Compute(message, expected);
        return CryptographicOperations.FixedTimeEquals(expected, code);
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => key.Dispose();

    private void Compute(ReadOnlySpan<byte> message, Span<byte> code)
    {
        Span<byte> copy = stackalloc byte[Size];
        try
        {
            key.CopyTo(copy);
            HMACSHA512.HashData(copy, message, code);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }
}
