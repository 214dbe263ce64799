using System.Buffers.Binary;
using System.Security.Cryptography;
using Dunes.Cryptography.Memory;

namespace Dunes.Cryptography.Sealing;

/// <summary>
/// Steps 2 and 3 of DC2K-1: PRK = HKDF-Extract(SHA-512, salt, root), and from it one key per purpose,
/// K = HKDF-Expand(SHA-512, PRK, "dunes-cluster/2048-AES/v1" ‖ 00 ‖ purpose ‖ 00 ‖ key id (16) ‖ u32be(version) ‖ u16be(L), L).
/// Only the PRK is kept. Safe for concurrent use.
/// </summary>
internal sealed class PurposeKeys : IDisposable
{
    private readonly PinnedSecret pseudorandomKey;
    private readonly Guid keyId;
    private readonly int version;

    public PurposeKeys(ReadOnlySpan<byte> root, Guid keyId, int version)
    {
        this.keyId = keyId;
        this.version = version;
        Span<byte> extracted = stackalloc byte[HkdfSha512.HashSize];
        try
        {
            HkdfSha512.Extract("dunes-cluster/2048-AES/v1/extract"u8, root, extracted);
            pseudorandomKey = new PinnedSecret(extracted);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(extracted);
        }
    }

    public static ReadOnlySpan<byte> Aead => "aead"u8;

    public static ReadOnlySpan<byte> DataKey => "datakey"u8;

    public static ReadOnlySpan<byte> Convergent => "convergent"u8;

    public static ReadOnlySpan<byte> Derive => "derive"u8;

    public static ReadOnlySpan<byte> Wrap => "wrap"u8;

    /// <summary>The name that starts every derivation of DC2K-1.</summary>
    public static ReadOnlySpan<byte> Scheme => "dunes-cluster/2048-AES/v1"u8;

    /// <summary>Derives the key of a purpose; the size of <paramref name="key"/> is part of the derivation. The caller wipes it.</summary>
    public void Expand(ReadOnlySpan<byte> purpose, Span<byte> key)
    {
        Span<byte> tail = stackalloc byte[16 + sizeof(uint) + sizeof(ushort)];
        keyId.TryWriteBytes(tail, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(tail[16..], version);
        BinaryPrimitives.WriteUInt16BigEndian(tail[20..], (ushort)key.Length);

        Span<byte> extracted = stackalloc byte[HkdfSha512.HashSize];
        try
        {
            pseudorandomKey.CopyTo(extracted);
            HkdfSha512.Expand(extracted, [.. Scheme, 0, .. purpose, 0, .. tail], key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(extracted);
        }
    }

    public void Dispose() => pseudorandomKey.Dispose();
}
