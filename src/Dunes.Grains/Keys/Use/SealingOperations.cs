using System.Security.Cryptography;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Sealing;

namespace Dunes.Grains.Keys.Use;

/// <summary>Messages and data keys, sealed with DC2K-1 or to the public key of ML-KEM-1024 (suite 0x10).</summary>
internal sealed class SealingOperations(KeyCache cache, KemMessages kem)
{
    /// <summary>Most bytes of one call: all plaintexts or messages, associated data and contexts together.</summary>
    public const int MaxBytes = 32 << 20;

    /// <summary>Longest context of a key that seals derived, bytes.</summary>
    public const int MaxContext = 1_024;

    private const long LongestMessage = 1L << 30;

    /// <summary>Whether keys of an algorithm seal.</summary>
    public static bool Can(string algorithm) => algorithm is KeyAlgorithms.Dc2k1 or KeyAlgorithms.MlKem1024;

    /// <summary>Whether it is the algorithm with data keys and message keys.</summary>
    public static bool IsDc2k1(string algorithm) => algorithm == KeyAlgorithms.Dc2k1;

    /// <summary>Refuses a call with too many items or too many bytes.</summary>
    public static void Check(IReadOnlyList<SealingItem> items)
    {
        KeyBatch.RequireSize(items.Count);
        if (items.Sum(item => (long)item.Bytes.Length + item.AssociatedData.Length + item.Context.Length) > MaxBytes)
            throw KeyUseErrors.TooLarge("The items of a call have together", MaxBytes);
    }

    /// <summary>Refuses a context where there can be none, and none where there must be one.</summary>
    public static void CheckContext(KeySpec spec, byte[] context)
    {
        if (spec.Sealing == SealingMode.Derived ? context.Length is < 1 or > MaxContext : context.Length > 0)
            throw KeyUseErrors.BadItem($"A key that seals derived needs a context of 1 to {MaxContext} bytes; other keys take none.");
    }

    /// <summary>Seals a plaintext.</summary>
    /// <exception cref="DunesException">The item is malformed, or the version does not seal.</exception>
    public async ValueTask<KeyBytesResult> SealAsync(KeyName name, KeySpec spec, SealingItem item, int? version)
    {
        CheckContext(spec, item.Context);
        return await SealAsync(name, spec, item.Bytes, isDataKey: false, item, version);
    }

    /// <summary>Opens a message or a sealed data key.</summary>
    /// <exception cref="DunesException">The item is malformed, the version does not open, or the message is not genuine.</exception>
    public async ValueTask<KeyBytesResult> OpenAsync(KeyName name, KeySpec spec, SealingItem item)
    {
        var (version, plaintext, _) = await OpenMessageAsync(name, spec, item);
        return new(version, plaintext, null);
    }

    /// <summary>Seals a message anew with the current version.</summary>
    /// <exception cref="DunesException">As for opening and sealing.</exception>
    public async ValueTask<KeyBytesResult> RewrapAsync(KeyName name, KeySpec spec, SealingItem item)
    {
        // Two uses, so that neither is held while the key rotates for the second.
        var (_, plaintext, isDataKey) = await OpenMessageAsync(name, spec, item);
        try
        {
            return await SealAsync(name, spec, plaintext, isDataKey, item, version: null);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>Makes a data key.</summary>
    /// <exception cref="DunesException">The current version does not seal.</exception>
    public async ValueTask<DataKeyResult> GenerateDataKeyAsync(KeyName name, KeySpec spec, byte[] associatedData, byte[] context, bool withPlaintext)
    {
        using var use = await cache.ProtectAsync(name, version: null, SealingKey.DataKeySize);
        var dataKey = RandomNumberGenerator.GetBytes(SealingKey.DataKeySize);
        var message = Sealer(spec, use.Version, context).SealDataKey(dataKey, associatedData);
        if (!withPlaintext)
            CryptographicOperations.ZeroMemory(dataKey);
        return new(use.Version.Version, withPlaintext ? dataKey : null, message);
    }

    /// <summary>Makes the key of one new message. How long that will be is not known, so it counts as the longest, 1 GiB.</summary>
    /// <exception cref="DunesException">The current version does not seal, or the key seals convergent.</exception>
    public async ValueTask<MessageKeyResult> NewMessageKeyAsync(KeyName name, KeySpec spec, byte[] associatedData, byte[] context)
    {
        if (spec.Sealing == SealingMode.Convergent)
            throw KeyUseErrors.BadItem("A key that seals convergent has to see the whole message; it gives no message keys.");
        using var use = await cache.ProtectAsync(name, version: null, LongestMessage);
        using var key = Sealer(spec, use.Version, context).CreateMessageKey(associatedData);
        return new(use.Version.Version, key.Prefix, [.. key.Secret]);
    }

    /// <summary>Recovers the key of the message that begins with <paramref name="prefix"/>.</summary>
    /// <exception cref="DunesException">The prefix is malformed, the version does not open, or the prefix is not genuine.</exception>
    public async ValueTask<MessageKeyResult> OpenMessageKeyAsync(KeyName name, KeySpec spec, byte[] prefix, byte[] associatedData, byte[] context)
    {
        if (prefix.Length != MessageKey.PrefixSize || !SealedHeader.TryRead(prefix, out var header))
            throw new DunesException(SealingException.NotAMessageCode, ErrorKind.Invalid, $"These are not the first {MessageKey.PrefixSize} bytes of a DC2K message.");
        if (header.Suite != SealedSuite.Cobblestone256)
            throw KeyUseErrors.OtherKey(name);
        using var use = await cache.UseAsync(name, header.Version);
        if (header.KeyId != use.Record.KeyId)
            throw VersionSealer.Mismatch();
        using var key = Sealer(spec, await use.OpenAsync(header.Version), context).RecoverMessageKey(prefix, associatedData);
        return new(header.Version, key.Prefix, [.. key.Secret]);
    }

    private static VersionSealer Sealer(KeySpec spec, OpenedVersion version, byte[] context) => new(version.Secret.Sealing, spec.Sealing, context);

    private async ValueTask<KeyBytesResult> SealAsync(KeyName name, KeySpec spec, byte[] plaintext, bool isDataKey, SealingItem item, int? version)
    {
        using var use = await cache.ProtectAsync(name, version, plaintext.Length);
        var message = !IsDc2k1(spec.Algorithm) ? KemMessages.Seal(use, plaintext, item.AssociatedData)
            : isDataKey ? Sealer(spec, use.Version, item.Context).SealDataKey(plaintext, item.AssociatedData)
            : Sealer(spec, use.Version, item.Context).Seal(plaintext, item.AssociatedData);
        return new(use.Version.Version, message, null);
    }

    private async ValueTask<(int Version, byte[] Plaintext, bool IsDataKey)> OpenMessageAsync(KeyName name, KeySpec spec, SealingItem item)
    {
        CheckContext(spec, item.Context);
        if (!SealedHeader.TryRead(item.Bytes, out var header))
            throw new DunesException(SealingException.NotAMessageCode, ErrorKind.Invalid, "This is not a DC2K message.");
        if ((header.Suite == SealedSuite.Cobblestone256) != IsDc2k1(spec.Algorithm))
            throw KeyUseErrors.OtherKey(name);
        if (!IsDc2k1(spec.Algorithm))
        {
            var (recipient, text) = await kem.OpenAsync(name, header, item.Bytes, item.AssociatedData);
            return (recipient, text, false);
        }

        using var use = await cache.UseAsync(name, header.Version);
        if (header.KeyId != use.Record.KeyId)
            throw VersionSealer.Mismatch();
        var opened = await use.OpenAsync(header.Version);
        var isDataKey = header.Flags.HasFlag(SealedFlags.DataKey);
        return (header.Version, Sealer(spec, opened, item.Context).Open(item.Bytes, isDataKey, item.AssociatedData), isDataKey);
    }
}
