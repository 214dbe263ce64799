using System.Security.Cryptography;
using Dunes.Cryptography.Memory;

namespace Dunes.Cryptography.Sealing;

/// <summary>
/// A 32-byte key derived from one version of a sealing key for one label, so that many messages can be sealed without going back to that key.
/// Its messages are DC2K-1 with the sealing key's id and version in the header. Safe for concurrent use.
/// </summary>
/// <remarks>See <see cref="SealingKey.DeriveContextKey"/> for the derivation.</remarks>
public sealed class ContextKey : IDisposable
{
    /// <summary>Size of the key in bytes.</summary>
    public const int Size = Cobblestone256.InputKeySize;

    private readonly PinnedSecret key;

    private ContextKey(Guid keyId, int version, ReadOnlySpan<byte> key32)
    {
        KeyId = keyId;
        Version = version;
        key = new PinnedSecret(key32);
    }

    /// <summary>The sealing key it was derived from.</summary>
    public Guid KeyId { get; }

    /// <summary>The version of that sealing key.</summary>
    public int Version { get; }

    /// <summary>Takes over an exported key. The caller wipes its own copy.</summary>
    /// <exception cref="ArgumentException">The key is not 32 bytes, or the version is less than 1.</exception>
    public static ContextKey Import(Guid keyId, int version, ReadOnlySpan<byte> key32)
    {
        SealedMessage.RequireVersion(version);
        if (key32.Length != Size)
            throw new ArgumentException($"A context key has {Size} bytes, this one has {key32.Length}.", nameof(key32));
        return new ContextKey(keyId, version, key32);
    }

    /// <summary>Copies the secret key out, to hand it to another grain of the same process. The receiver wipes it.</summary>
    /// <exception cref="ArgumentException">The destination is not 32 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The key was wiped.</exception>
    public void Export(Span<byte> to32)
    {
        if (to32.Length != Size)
            throw new ArgumentException($"A context key has {Size} bytes.", nameof(to32));
        key.CopyTo(to32);
    }

    /// <summary>Seals a message bound to associated data (not kept in it); overhead 100 bytes and 16 more per full 16 KiB.</summary>
    /// <exception cref="SealingException">DUNES-SEAL-003: more than 1 GiB.</exception>
    public byte[] Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> aad)
    {
        Span<byte> copy = stackalloc byte[Size];
        try
        {
            key.CopyTo(copy);
            return SealedMessage.Seal(copy, SealedMessage.HeaderFor(SealedFlags.None, KeyId, Version, aad), aad, plaintext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    /// <summary>Opens a message; releases nothing unless all of it is genuine.</summary>
    /// <exception cref="SealingException">DUNES-SEAL-001, -002 or -003: see <see cref="SealingException"/>.</exception>
    public byte[] Open(ReadOnlySpan<byte> message, ReadOnlySpan<byte> aad)
    {
        var header = SealedMessage.Admit(message, KeyId, Version);
        Span<byte> copy = stackalloc byte[Size];
        try
        {
            key.CopyTo(copy);
            return SealedMessage.Open(copy, header, aad, message);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    /// <summary>Makes the key of one new message; see <see cref="SealingKey.CreateMessageKey"/>.</summary>
    public MessageKey CreateMessageKey(ReadOnlySpan<byte> aad)
    {
        Span<byte> copy = stackalloc byte[Size];
        try
        {
            key.CopyTo(copy);
            return MessageKey.Create(copy, KeyId, Version, aad);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    /// <summary>Recovers the key of the message that begins with these 84 bytes; see <see cref="SealingKey.RecoverMessageKey"/>.</summary>
    /// <exception cref="SealingException">DUNES-SEAL-001 or -002: see <see cref="SealingException"/>.</exception>
    public MessageKey RecoverMessageKey(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> aad)
    {
        MessageKey.Admit(prefix, KeyId, Version);
        Span<byte> copy = stackalloc byte[Size];
        try
        {
            key.CopyTo(copy);
            return MessageKey.Recover(copy, prefix, aad);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => key.Dispose();
}
