using System.Security.Cryptography;

namespace Dunes.Cryptography.Sealing;

/// <summary>
/// One version of a sealing key, DC2K-1 ("2048-AES"): a 2048-bit root, HKDF-SHA-512, and C2SP chunked encryption with AES-256-GCM.
/// Safe for concurrent use. Counting use per version is the key service's part.
/// </summary>
/// <remarks>
/// Strength: 256-bit confidentiality (NIST category 5), 128-bit key commitment. The size of the root is margin for weak randomness and room
/// to mix sources, not strength. Each kind of message has its own key, so what one method sealed, only its counterpart opens.
/// </remarks>
public sealed class SealingKey : IDisposable
{
    /// <summary>Size of a root in bytes (2048 bits).</summary>
    public const int RootSize = 256;

    /// <summary>Size of a data key in bytes.</summary>
    public const int DataKeySize = 32;

    private const int MacKeySize = 64;

    private readonly PurposeKeys keys;

    private SealingKey(ReadOnlySpan<byte> root, Guid keyId, int version)
    {
        KeyId = keyId;
        Version = version;
        keys = new PurposeKeys(root, keyId, version);
    }

    /// <summary>The key; stands in the header of every message.</summary>
    public Guid KeyId { get; }

    /// <summary>The version, 1 or more; stands in the header of every message.</summary>
    public int Version { get; }

    /// <summary>Takes a root of 256 uniformly random bytes, fresh for this version. Only its HKDF extract is kept; the caller wipes the root.</summary>
    /// <exception cref="ArgumentException">The root is not 256 bytes, or the version is less than 1.</exception>
    public static SealingKey FromRoot(ReadOnlySpan<byte> root256, Guid keyId, int version)
    {
        SealedMessage.RequireVersion(version);
        if (root256.Length != RootSize)
            throw new ArgumentException($"The root of a sealing key has {RootSize} bytes, this one has {root256.Length}.", nameof(root256));
        return new SealingKey(root256, keyId, version);
    }

    /// <summary>Seals a message bound to associated data (not kept in it); overhead 100 bytes and 16 more per full 16 KiB.</summary>
    /// <exception cref="SealingException">DUNES-SEAL-003: more than 1 GiB.</exception>
    public byte[] Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> aad) => Seal(PurposeKeys.Aead, SealedFlags.None, plaintext, aad);

    /// <summary>Opens a message of <see cref="Seal(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>, <see cref="SealConvergent"/> or <see cref="SealStreamAsync"/>; releases nothing unless all of it is genuine.</summary>
    /// <exception cref="SealingException">DUNES-SEAL-001, -002 or -003: see <see cref="SealingException"/>.</exception>
    public byte[] Open(ReadOnlySpan<byte> message, ReadOnlySpan<byte> aad) => Open(PurposeKeys.Aead, message, aad);

    /// <summary>
    /// Seals so that the same plaintext with the same associated data gives the same message. Whoever sees two messages learns whether they are
    /// equal, and nothing else. Salt = first 24 bytes of HMAC-SHA-512(K_convergent, header ‖ SHA-512(aad) ‖ SHA-512(plaintext)).
    /// </summary>
    /// <exception cref="SealingException">DUNES-SEAL-003: more than 1 GiB.</exception>
    public byte[] SealConvergent(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> aad)
    {
        SealedMessage.RequireSize(plaintext.Length);
        var header = SealedMessage.HeaderFor(SealedFlags.Convergent, KeyId, Version, aad);
        Span<byte> input = stackalloc byte[SealedMessage.ContextSize + SHA512.HashSizeInBytes];
        Span<byte> mac = stackalloc byte[HMACSHA512.HashSizeInBytes];
        Span<byte> key = stackalloc byte[MacKeySize];
        try
        {
            SealedMessage.WriteContext(header, aad, input);
            SHA512.HashData(plaintext, input[SealedMessage.ContextSize..]);
            keys.Expand(PurposeKeys.Convergent, key);
            HMACSHA512.HashData(key, input, mac);
            keys.Expand(PurposeKeys.Aead, key[..Cobblestone256.InputKeySize]);
            return SealedMessage.Seal(key[..Cobblestone256.InputKeySize], header, aad, plaintext, mac[..Cobblestone256.SaltSize]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Makes a data key of 32 random bytes, in plain and sealed.</summary>
    public DataKey GenerateDataKey(ReadOnlySpan<byte> aad)
    {
        var plaintext = RandomNumberGenerator.GetBytes(DataKeySize);
        return new DataKey(plaintext, SealDataKey(plaintext, aad));
    }

    /// <summary>Seals a data key (purpose <c>datakey</c>, flag bit 2).</summary>
    /// <exception cref="ArgumentException">The data key is not 32 bytes.</exception>
    public byte[] SealDataKey(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> aad)
    {
        if (dataKey.Length != DataKeySize)
            throw new ArgumentException($"A data key has {DataKeySize} bytes, this one has {dataKey.Length}.", nameof(dataKey));
        return Seal(PurposeKeys.DataKey, SealedFlags.DataKey, dataKey, aad);
    }

    /// <summary>Opens a sealed data key.</summary>
    /// <exception cref="SealingException">DUNES-SEAL-001, -002 or -003: see <see cref="SealingException"/>.</exception>
    public byte[] OpenDataKey(ReadOnlySpan<byte> message, ReadOnlySpan<byte> aad) => Open(PurposeKeys.DataKey, message, aad);

    /// <summary>Wraps key material bound to a context (purpose <c>wrap</c>).</summary>
    /// <exception cref="SealingException">DUNES-SEAL-003: more than 1 GiB.</exception>
    public byte[] Wrap(ReadOnlySpan<byte> material, ReadOnlySpan<byte> context) => Seal(PurposeKeys.Wrap, SealedFlags.None, material, context);

    /// <summary>Unwraps key material. The caller wipes it.</summary>
    /// <exception cref="SealingException">DUNES-SEAL-001, -002 or -003: see <see cref="SealingException"/>.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context) => Open(PurposeKeys.Wrap, wrapped, context);

    /// <summary>
    /// Derives the key of a label: HKDF-Expand(SHA-512, K_derive (64 bytes, purpose <c>derive</c>),
    /// "dunes-cluster/2048-AES/v1" ‖ 00 ‖ "context-key" ‖ 00 ‖ u16be(32) ‖ label, 32). Key id and version are in K_derive.
    /// </summary>
    /// <exception cref="ArgumentException">The label is empty.</exception>
    public ContextKey DeriveContextKey(ReadOnlySpan<byte> label)
    {
        if (label.IsEmpty)
            throw new ArgumentException("A context key needs a label.", nameof(label));
        Span<byte> derive = stackalloc byte[MacKeySize];
        Span<byte> key = stackalloc byte[ContextKey.Size];
        try
        {
            keys.Expand(PurposeKeys.Derive, derive);
            HkdfSha512.Expand(derive, [.. PurposeKeys.Scheme, 0, .. "context-key"u8, 0, 0, ContextKey.Size, .. label], key);
            return ContextKey.Import(KeyId, Version, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derive);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>
    /// Makes the key of one new message bound to associated data: with it, and without this key, the message can be sealed elsewhere
    /// (<see cref="MessageCipher"/>), in the same format as <see cref="Seal(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>.
    /// </summary>
    public MessageKey CreateMessageKey(ReadOnlySpan<byte> aad)
    {
        Span<byte> key = stackalloc byte[Cobblestone256.InputKeySize];
        try
        {
            keys.Expand(PurposeKeys.Aead, key);
            return MessageKey.Create(key, KeyId, Version, aad);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Recovers the key of the message that begins with these 84 bytes: header, salt, commitment. What follows them is not looked at.</summary>
    /// <exception cref="SealingException">DUNES-SEAL-001 or -002: see <see cref="SealingException"/>.</exception>
    public MessageKey RecoverMessageKey(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> aad)
    {
        MessageKey.Admit(prefix, KeyId, Version);
        Span<byte> key = stackalloc byte[Cobblestone256.InputKeySize];
        try
        {
            keys.Expand(PurposeKeys.Aead, key);
            return MessageKey.Recover(key, prefix, aad);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Seals a stream to its end, up to 1 GiB, with one chunk (16 KiB) in memory at a time. The same format as <see cref="Seal(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>.</summary>
    /// <param name="input">The plaintext.</param>
    /// <param name="output">Receives the message. After an error what was written is not a message: throw it away.</param>
    /// <param name="aad">Associated data.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <exception cref="SealingException">DUNES-SEAL-003: more than 1 GiB.</exception>
    public async Task SealStreamAsync(Stream input, Stream output, ReadOnlyMemory<byte> aad, CancellationToken cancellationToken = default)
    {
        using var messageKey = CreateMessageKey(aad.Span);
        using var cipher = new MessageCipher(messageKey.Prefix, messageKey.Secret);
        await cipher.SealAsync(input, output, progress: null, cancellationToken);
    }

    /// <summary>Opens a stream, with one chunk in memory at a time.</summary>
    /// <param name="input">The message; it must end where the stream ends.</param>
    /// <param name="output">Receives the plaintext chunk by chunk, each only after its own tag is good. That the message is whole is known
    /// only when the task completes: after an error throw away what was written.</param>
    /// <param name="aad">Associated data.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <exception cref="SealingException">DUNES-SEAL-001, -002 or -003: see <see cref="SealingException"/>.</exception>
    public async Task OpenStreamAsync(Stream input, Stream output, ReadOnlyMemory<byte> aad, CancellationToken cancellationToken = default)
    {
        var prefix = await MessageCipher.ReadPrefixAsync(input, cancellationToken);
        using var messageKey = RecoverMessageKey(prefix, aad.Span);
        using var cipher = new MessageCipher(messageKey.Prefix, messageKey.Secret);
        await cipher.OpenAsync(input, output, progress: null, cancellationToken);
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => keys.Dispose();

    private byte[] Seal(ReadOnlySpan<byte> purpose, SealedFlags flags, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> aad)
    {
        Span<byte> key = stackalloc byte[Cobblestone256.InputKeySize];
        try
        {
            keys.Expand(purpose, key);
            return SealedMessage.Seal(key, SealedMessage.HeaderFor(flags, KeyId, Version, aad), aad, plaintext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private byte[] Open(ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> message, ReadOnlySpan<byte> aad)
    {
        var header = SealedMessage.Admit(message, KeyId, Version);
        Span<byte> key = stackalloc byte[Cobblestone256.InputKeySize];
        try
        {
            keys.Expand(purpose, key);
            return SealedMessage.Open(key, header, aad, message);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
