using System.Buffers.Binary;
using System.Text;

namespace Dunes.Grains.State;

/// <summary>
/// The form of a stored state: a DC2K-1 message, then the grain id (type and key, UTF-8) and its size (u16be). The label lets whoever has the row alone seal
/// it anew; a grain that reads its state expects its own id there, so a label that was changed is refused like any other byte.
/// </summary>
internal static class LabelledState
{
    /// <summary>Appends the label.</summary>
    public static byte[] Join(ReadOnlySpan<byte> message, GrainId grainId) => [.. message, .. Label(grainId.ToString())];

    /// <summary>The message, if the label is that of <paramref name="grainId"/>.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> stored, GrainId grainId, out ReadOnlyMemory<byte> message)
    {
        var label = Label(grainId.ToString());
        message = stored[..Math.Max(0, stored.Length - label.Length)];
        return stored.Span.EndsWith(label);
    }

    /// <summary>The message and whose it says it is.</summary>
    /// <returns><see langword="false"/> when there is no label.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> stored, out ReadOnlyMemory<byte> message, out GrainId grainId)
    {
        (message, grainId) = (default, default);
        if (stored.Length < sizeof(ushort))
            return false;
        var end = stored.Length - sizeof(ushort);
        var start = end - BinaryPrimitives.ReadUInt16BigEndian(stored.Span[end..]);
        if (start < 0 || !GrainId.TryParse(Encoding.UTF8.GetString(stored.Span[start..end]), out grainId))
            return false;
        message = stored[..start];
        return true;
    }

    private static byte[] Label(string grainId)
    {
        var label = new byte[Encoding.UTF8.GetByteCount(grainId) + sizeof(ushort)];
        var size = Encoding.UTF8.GetBytes(grainId, label);
        BinaryPrimitives.WriteUInt16BigEndian(label.AsSpan(size), checked((ushort)size));
        return label;
    }
}
