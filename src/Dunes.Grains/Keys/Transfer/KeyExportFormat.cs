using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Transfer;

/// <summary>What an export holds before it is sealed: <c>"dunes-cluster/key/v1\n"</c> ‖ u16be size ‖ algorithm ‖ secret (see <see cref="KeySecrets"/>).</summary>
internal static class KeyExportFormat
{
    /// <summary>Associated data of the sealed export.</summary>
    public static ReadOnlySpan<byte> AssociatedData => "dunes-cluster/key-export/v1"u8;

    private static ReadOnlySpan<byte> Magic => "dunes-cluster/key/v1\n"u8;

    /// <summary>The plaintext; the caller wipes it.</summary>
    public static byte[] Write(string algorithm, ReadOnlySpan<byte> secret)
    {
        var size = Encoding.UTF8.GetByteCount(algorithm);
        var plaintext = KeySecrets.Buffer(Magic.Length + sizeof(ushort) + size + secret.Length);
        Magic.CopyTo(plaintext);
        var rest = plaintext.AsSpan(Magic.Length);
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)size);
        Encoding.UTF8.GetBytes(algorithm, rest[sizeof(ushort)..]);
        secret.CopyTo(rest[(sizeof(ushort) + size)..]);
        return plaintext;
    }

    /// <summary>Reads a plaintext whose secret has the size that its algorithm needs. The secret is a part of <paramref name="plaintext"/>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> plaintext, [NotNullWhen(true)] out string? algorithm, out ReadOnlySpan<byte> secret)
    {
        algorithm = null;
        secret = default;
        if (!plaintext.StartsWith(Magic) || plaintext.Length < Magic.Length + sizeof(ushort))
            return false;
        var rest = plaintext[Magic.Length..];
        var size = BinaryPrimitives.ReadUInt16BigEndian(rest);
        rest = rest[sizeof(ushort)..];
        if (rest.Length < size)
            return false;
        var name = Encoding.UTF8.GetString(rest[..size]);
        if (!KeyAlgorithms.All.Contains(name) || rest.Length - size != KeySecrets.SizeOf(name))
            return false;
        algorithm = name;
        secret = rest[size..];
        return true;
    }
}
