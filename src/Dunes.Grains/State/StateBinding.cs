using System.Buffers.Binary;
using System.Text;

namespace Dunes.Grains.State;

/// <summary>
/// The associated data of sealed grain state: <c>"dunes-cluster/state-aad/v1\n"</c>, then service id, state name and grain id (type and key), each as
/// u16be size ‖ UTF-8. A row that is copied to another grain, state or cluster does not open there.
/// </summary>
internal static class StateBinding
{
    public static byte[] For(string serviceId, string stateName, GrainId grainId) =>
        [.. "dunes-cluster/state-aad/v1\n"u8, .. Part(serviceId), .. Part(stateName), .. Part(grainId.ToString())];

    private static byte[] Part(string text)
    {
        var part = new byte[sizeof(ushort) + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteUInt16BigEndian(part, checked((ushort)(part.Length - sizeof(ushort))));
        Encoding.UTF8.GetBytes(text, part.AsSpan(sizeof(ushort)));
        return part;
    }
}
