using System.Buffers;
using System.Runtime.CompilerServices;

namespace Dunes.Grains.Upstreams.Stdio;

/// <summary>Reads lines of bounded length; of a longer one only its start is kept, and the reading goes on behind it.</summary>
internal static class LineReader
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>Lines without their end (LF or CRLF). <c>TooLong</c> says that the line had more than <paramref name="maxBytes"/> bytes.</summary>
    public static async IAsyncEnumerable<(byte[] Line, bool TooLong)> ReadAsync(
        Stream stream, int maxBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstBuffer, maxBytes));
        int used = 0, scanned = 0;
        var skipping = false;
        try
        {
            while (true)
            {
                var found = buffer.AsSpan(scanned, used - scanned).IndexOf((byte)'\n');
                if (found >= 0)
                {
                    var length = scanned + found;
                    var line = skipping ? null : Trim(buffer.AsSpan(0, Math.Min(length, maxBytes)));
                    buffer.AsSpan(length + 1, used - length - 1).CopyTo(buffer);
                    used -= length + 1;
                    scanned = 0;
                    skipping = false;
                    if (line is not null)
                        yield return (line, length > maxBytes);
                    continue;
                }
                if (used > maxBytes && !skipping)
                {
                    skipping = true;
                    yield return (buffer.AsSpan(0, maxBytes).ToArray(), true);
                }
                scanned = used = skipping ? 0 : used;
                if (used == buffer.Length)
                    buffer = Grow(buffer, used);
                var read = await stream.ReadAsync(buffer.AsMemory(used), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    yield break;
                used += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Trim(ReadOnlySpan<byte> line) => line.EndsWith("\r"u8) ? line[..^1].ToArray() : line.ToArray();

    private static byte[] Grow(byte[] buffer, int used)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
