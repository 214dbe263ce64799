using System.Buffers;
using Org.BouncyCastle.Crypto.Digests;

namespace Dunes.Cryptography.Signatures;

/// <summary>
/// The message representative mu of ML-DSA (FIPS 204 section 6.2, algorithms 2 and 7): SHAKE256(SHAKE256(public key, 64) ‖ 00 ‖ u8(size of context) ‖
/// context ‖ message, 64). Whoever has the public key can compute it, so that a large message need not travel to the private key.
/// </summary>
public static class MlDsaMu
{
    /// <summary>Size of mu in bytes.</summary>
    public const int Size = 64;

    private const int BufferSize = 64 * 1024;

    /// <summary>Computes mu of a message.</summary>
    /// <param name="publicKey">The encoded public key, of any parameter set.</param>
    /// <param name="message">The message.</param>
    /// <param name="context">Exactly the context string of the signature, at most 255 bytes; see <see cref="SigningContext"/>.</param>
    /// <exception cref="ArgumentException">The public key has no size of ML-DSA, or the context is longer than 255 bytes.</exception>
    public static byte[] Compute(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> context)
    {
        var digest = Begin(publicKey, context);
        digest.BlockUpdate(message);
        return End(digest);
    }

    /// <summary>Computes mu of a stream, read to its end.</summary>
    /// <exception cref="ArgumentException">The public key has no size of ML-DSA, or the context is longer than 255 bytes.</exception>
    public static async Task<byte[]> ComputeAsync(ReadOnlyMemory<byte> publicKey, Stream message, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default)
    {
        var digest = Begin(publicKey.Span, context.Span);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = await message.ReadAsync(buffer, cancellationToken)) > 0)
                digest.BlockUpdate(buffer.AsSpan(0, read));
            return End(digest);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    // BouncyCastle's SHAKE is there on every platform, and as fast as OpenSSL's.
    private static ShakeDigest Begin(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> context)
    {
        MlDsaArguments.RequirePublicKey(publicKey);
        MlDsaArguments.RequireContext(context);
        var digest = new ShakeDigest(256);
        digest.BlockUpdate(publicKey);
        Span<byte> hash = stackalloc byte[Size];
        digest.OutputFinal(hash);
        digest.BlockUpdate(hash);
        digest.Update(0);
        digest.Update((byte)context.Length);
        digest.BlockUpdate(context);
        return digest;
    }

    private static byte[] End(ShakeDigest digest)
    {
        var mu = new byte[Size];
        digest.OutputFinal(mu);
        return mu;
    }
}
