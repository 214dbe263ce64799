using System.Buffers;
using System.Security.Cryptography;

namespace Dunes.Cryptography.Sealing;

/// <summary>Moves the chunks of one message from stream to stream, one chunk in memory at a time.</summary>
internal static class SealedStream
{
    /// <summary>Reads plaintext to its end and writes the chunks (not the prefix).</summary>
    public static Task SealAsync(Cobblestone256Cipher cipher, Stream input, Stream output, IProgress<long>? progress, CancellationToken cancellationToken) =>
        CopyAsync(
            input,
            output,
            Cobblestone256.ChunkSize,
            Cobblestone256.SealedChunkSize,
            (chunk, destination) =>
            {
                cipher.Encrypt(chunk.Span, destination.Span[..(chunk.Length + Cobblestone256.TagSize)]);
                return chunk.Length + Cobblestone256.TagSize;
            },
            chunk => chunk,
            progress,
            cancellationToken);

    /// <summary>Reads chunks to the end of the stream and writes the plaintext of each as soon as its tag is good.</summary>
    public static Task OpenAsync(Cobblestone256Cipher cipher, Stream input, Stream output, IProgress<long>? progress, CancellationToken cancellationToken) =>
        CopyAsync(
            input,
            output,
            Cobblestone256.SealedChunkSize,
            Cobblestone256.ChunkSize,
            (chunk, destination) =>
            {
                if (chunk.Length < Cobblestone256.TagSize)
                    throw SealingException.NotAMessage();
                var size = chunk.Length - Cobblestone256.TagSize;
                return cipher.TryDecrypt(chunk.Span, destination.Span[..size]) ? size : throw SealingException.Mismatch();
            },
            chunk => Math.Max(0, chunk - Cobblestone256.TagSize),
            progress,
            cancellationToken);

    private static async Task CopyAsync(
        Stream input,
        Stream output,
        int inputChunk,
        int outputChunk,
        Func<ReadOnlyMemory<byte>, Memory<byte>, int> transform,
        Func<int, int> plaintextSize,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        var from = ArrayPool<byte>.Shared.Rent(inputChunk);
        var to = ArrayPool<byte>.Shared.Rent(outputChunk);
        try
        {
            long total = 0;
            int read;
            do
            {
                read = await input.ReadAtLeastAsync(from.AsMemory(0, inputChunk), inputChunk, throwOnEndOfStream: false, cancellationToken);
                SealedMessage.RequireSize(total += plaintextSize(read));
                var written = transform(from.AsMemory(0, read), to);
                await output.WriteAsync(to.AsMemory(0, written), cancellationToken);
                progress?.Report(total);
            }
            while (read == inputChunk);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(from);
            CryptographicOperations.ZeroMemory(to);
            ArrayPool<byte>.Shared.Return(from);
            ArrayPool<byte>.Shared.Return(to);
        }
    }
}
