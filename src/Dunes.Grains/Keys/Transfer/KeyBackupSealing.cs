using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Dunes.Abstractions.Errors;
using Dunes.Cryptography.RootKeys;
using Dunes.Cryptography.Sealing;
using Dunes.Grains.RootKeys;

namespace Dunes.Grains.Keys.Transfer;

/// <summary>
/// The outside of a backup: <c>"DUNESBAK1\n"</c> ‖ u32be size ‖ JSON of the root key version that seals it, with its wraps ‖ DC2K-1 message under that
/// version. The message's associated data is <c>"dunes-cluster/key-backup/v1\n"</c> ‖ u32be size ‖ that JSON. Whoever holds a KEK of the wraps can open it.
/// </summary>
internal sealed class KeyBackupSealing(RootKeyService rootKeys, IRootKeyStore store)
{
    private static ReadOnlySpan<byte> Magic => "DUNESBAK1\n"u8;

    private static ReadOnlySpan<byte> Label => "dunes-cluster/key-backup/v1\n"u8;

    /// <summary>Seals a plaintext; the caller wipes it.</summary>
    public async Task<byte[]> SealAsync(byte[] plaintext)
    {
        while (true)
        {
            var ring = rootKeys.Ring;
            var version = (await store.ReadAsync(CancellationToken.None)).FirstOrDefault(record => record.Version == ring.CurrentVersion)
                ?? throw KeyErrors.StoreUnavailable();
            byte[] head = [.. Size(version, out var json), .. json];
            var message = ring.Seal(plaintext, [.. Label, .. head]);

            // The root key may have rotated in between; then the wraps are of another version than the message.
            if (SealedHeader.TryRead(message, out var header) && header.Version == version.Version)
                return [.. Magic, .. head, .. message];
        }
    }

    /// <summary>Opens a backup of this cluster, or of one that shares a KEK with it. The caller wipes the plaintext.</summary>
    /// <exception cref="DunesException">DUNES-KEY-021: it is none, or was altered. DUNES-ROOT-001: no KEK provider of this cluster opens it.</exception>
    public async Task<byte[]> OpenAsync(byte[] backup)
    {
        if (!TryRead(backup, out var version, out var head, out var message))
            throw KeyErrors.BadBackup("it has not the form of one");
        byte[] associatedData = [.. Label, .. head];
        return TryOpen(rootKeys.Ring, message, associatedData) ?? await OpenForeignAsync(version, message, associatedData);
    }

    private async Task<byte[]> OpenForeignAsync(RootKeyRecord version, byte[] message, byte[] associatedData)
    {
        using var ring = await rootKeys.OpenForeignAsync(version, CancellationToken.None);
        return TryOpen(ring, message, associatedData) ?? throw KeyErrors.BadBackup("it was altered");
    }

    private static byte[]? TryOpen(RootKeyRing ring, byte[] message, byte[] associatedData)
    {
        byte[]? opened = null;
        try
        {
            opened = ring.Open(message, associatedData);
            var plaintext = KeySecrets.Buffer(opened.Length);
            opened.CopyTo(plaintext, 0);
            return plaintext;
        }
        catch (SealingException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(opened);
        }
    }

    private static byte[] Size(RootKeyRecord version, out byte[] json)
    {
        json = JsonSerializer.SerializeToUtf8Bytes(version, KeyBackupJson.Default.RootKeyRecord);
        var size = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(size, json.Length);
        return size;
    }

    private static bool TryRead(byte[] backup, [NotNullWhen(true)] out RootKeyRecord? version, out byte[] head, out byte[] message)
    {
        (version, head, message) = (null, [], []);
        var rest = backup.AsSpan();
        if (!rest.StartsWith(Magic) || rest.Length < Magic.Length + sizeof(int))
            return false;
        rest = rest[Magic.Length..];
        var size = BinaryPrimitives.ReadInt32BigEndian(rest);
        if (size < 0 || size > rest.Length - sizeof(int))
            return false;
        try
        {
            version = JsonSerializer.Deserialize(rest.Slice(sizeof(int), size), KeyBackupJson.Default.RootKeyRecord);
        }
        catch (JsonException)
        {
            return false;
        }

        head = rest[..(sizeof(int) + size)].ToArray();
        message = rest[(sizeof(int) + size)..].ToArray();
        return version is { Version: > 0, Wraps: not null };
    }
}
