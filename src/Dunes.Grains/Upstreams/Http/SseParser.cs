using System.Text;

namespace Dunes.Grains.Upstreams.Http;

/// <summary>Takes lines off a buffer and puts events together.</summary>
internal sealed class SseParser(int maxBytes)
{
    /// <summary>Longest field name, colon and space around a line of data.</summary>
    public const int FieldOverhead = 64;

    private byte[]? data;
    private MemoryStream? lines;
    private int scanned;
    private bool isMessage = true;
    private bool started;
    private bool afterReturn;

    /// <summary>The error of an event that is too long.</summary>
    public static InvalidDataException TooLong(int maxBytes) => new($"An event has more than {maxBytes} bytes.");

    /// <summary>
    /// Takes one line. Null when the buffer holds no complete line; the data when the line completes an event; else an empty array.
    /// <paramref name="consumed"/> is how many bytes of the buffer the line took.
    /// </summary>
    public byte[]? Next(ReadOnlySpan<byte> buffer, out int consumed)
    {
        consumed = 0;
        // The stream may start with a byte order mark; it is no part of the first line.
        if (!started && buffer.Length > 0)
        {
            if (buffer.Length < 3 && Encoding.UTF8.Preamble.StartsWith(buffer))
                return null;
            consumed = buffer.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            started = true;
        }
        // CR LF is one line end, also when the two come in different chunks.
        if (afterReturn && consumed < buffer.Length)
        {
            afterReturn = false;
            if (buffer[consumed] == (byte)'\n')
                consumed++;
        }
        var line = buffer[consumed..];
        var found = line[scanned..].IndexOfAny((byte)'\r', (byte)'\n');
        if (found < 0)
        {
            // A long line that comes byte by byte is searched once, not once for each byte.
            scanned = line.Length;
            // What was skipped must not be seen again.
            return consumed > 0 ? [] : null;
        }
        var length = scanned + found;
        scanned = 0;
        consumed += length + 1;
        afterReturn = line[length] == (byte)'\r';
        return length == 0 ? Dispatch() : Field(line[..length]);
    }

    private byte[] Dispatch()
    {
        var message = isMessage ? lines?.ToArray() ?? data : null;
        data = null;
        lines = null;
        isMessage = true;
        return message ?? [];
    }

    private byte[] Field(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        var name = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? [] : line[(colon + 1)..];
        if (value.Length > 0 && value[0] == (byte)' ')
            value = value[1..];
        if (name.SequenceEqual("data"u8))
            AddData(value);
        else if (name.SequenceEqual("event"u8))
            isMessage = value.Length == 0 || value.SequenceEqual("message"u8);
        return [];
    }

    private void AddData(ReadOnlySpan<byte> value)
    {
        var before = lines?.Length ?? data?.Length ?? 0;
        if (before + value.Length >= maxBytes)
            throw TooLong(maxBytes);
        if (data is null)
        {
            data = value.ToArray();
            return;
        }
        // JSON rarely has a second line, so only then does it cost another copy.
        if (lines is null)
        {
            lines = new MemoryStream();
            lines.Write(data);
        }
        lines.WriteByte((byte)'\n');
        lines.Write(value);
    }
}
