using System.Buffers;
using System.Runtime.CompilerServices;

namespace Dunes.Grains.Upstreams.Http;

/// <summary>
/// Reads the messages of a <c>text/event-stream</c> (WHATWG HTML, server-sent events): the data of events of type <c>message</c>.
/// An event's data is bounded, so an upstream cannot fill the memory. Reads in chunks; one copy for each message.
/// </summary>
internal static class SseReader
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>
    /// The data of each event, in order. Throws <see cref="InvalidDataException"/> when a line or an event has more than
    /// <paramref name="maxBytes"/> bytes. An event that the end of the stream cuts off is none.
    /// </summary>
    /// <param name="stream">The body.</param>
    /// <param name="maxBytes">Longest data of an event.</param>
    /// <param name="sawBytes">Called for every chunk: the stream shows life.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<byte[]> ReadAsync(
        Stream stream, int maxBytes, Action? sawBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var parser = new SseParser(maxBytes);
        try
        {
            int start = 0, end = 0;
            while (true)
            {
                while (parser.Next(buffer.AsSpan(start, end - start), out var consumed) is { } lineEnd)
                {
                    start += consumed;
                    if (lineEnd.Length > 0)
                        yield return lineEnd;
                }

                if (start > 0)
                {
                    buffer.AsSpan(start, end - start).CopyTo(buffer);
                    end -= start;
                    start = 0;
                }
                if (end > maxBytes + SseParser.FieldOverhead)
                    throw SseParser.TooLong(maxBytes);
                if (end == buffer.Length)
                    buffer = Grow(buffer, end);
                var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    yield break;
                sawBytes?.Invoke();
                end += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer, int used)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
