using System.Security.Cryptography;

namespace Dunes.Cryptography.Sealing;

/// <summary>
/// What seals or opens exactly one DC2K-1 message, so that whoever holds the key need not see the message, nor whoever has the message the key.
/// Disposing wipes the secret.
/// </summary>
public sealed class MessageKey : IDisposable
{
    /// <summary>Size in bytes of the beginning of a message: header (28), salt (24), commitment (32).</summary>
    public const int PrefixSize = SealedMessage.PrefixSize;

    /// <summary>Size in bytes of the secret: AES-256-GCM key (32), base nonce (12).</summary>
    public const int SecretSize = Cobblestone256.SecretSize;

    private MessageKey(byte[] prefix) => Prefix = prefix;

    /// <summary>The first 84 bytes of the message; public.</summary>
    public byte[] Prefix { get; }

    /// <summary>AES-256-GCM key ‖ base nonce, 44 bytes. Secret; it must never seal a second message.</summary>
    public byte[] Secret { get; } = new byte[SecretSize];

    /// <summary>Wipes <see cref="Secret"/>.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(Secret);

    internal static MessageKey Create(ReadOnlySpan<byte> inputKey, Guid keyId, int version, ReadOnlySpan<byte> aad)
    {
        var key = new MessageKey(new byte[PrefixSize]);
        SealedMessage.HeaderFor(SealedFlags.None, keyId, version, aad).Write(key.Prefix);
        RandomNumberGenerator.Fill(key.Prefix.AsSpan(SealedHeader.Size, Cobblestone256.SaltSize));
        key.Derive(inputKey, aad, key.Prefix.AsSpan()[^Cobblestone256.CommitmentSize..]);
        return key;
    }

    /// <summary>The checks that need no secret: size, magic, suite and flags, then key and version.</summary>
    internal static void Admit(ReadOnlySpan<byte> prefix, Guid keyId, int version)
    {
        if (prefix.Length != PrefixSize || !SealedMessage.TryRead(prefix, out var header))
            throw SealingException.NotAMessage();
        SealedMessage.Require(header, keyId, version);
    }

    internal static MessageKey Recover(ReadOnlySpan<byte> inputKey, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> aad)
    {
        var key = new MessageKey(prefix.ToArray());
        Span<byte> commitment = stackalloc byte[Cobblestone256.CommitmentSize];
        key.Derive(inputKey, aad, commitment);
        if (CryptographicOperations.FixedTimeEquals(commitment, prefix[^Cobblestone256.CommitmentSize..]))
            return key;
        key.Dispose();
        throw SealingException.Mismatch();
    }

    private void Derive(ReadOnlySpan<byte> inputKey, ReadOnlySpan<byte> aad, Span<byte> commitment)
    {
        Span<byte> context = stackalloc byte[SealedMessage.ContextSize];
        Prefix.AsSpan(0, SealedHeader.Size).CopyTo(context);
        SHA512.HashData(aad, context[SealedHeader.Size..]);
        Cobblestone256.Derive(inputKey, Prefix.AsSpan(SealedHeader.Size, Cobblestone256.SaltSize), context, Secret, commitment);
    }
}
