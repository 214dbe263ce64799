using System.Diagnostics;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Abstractions.Telemetry;
using Dunes.Cryptography.Sealing;

namespace Dunes.Grains.Keys.Use;

/// <summary>Seals and opens with one opened version of a DC2K-1 key, in the mode that the key was created for.</summary>
/// <param name="key">The version's key; the caller holds it.</param>
/// <param name="mode">The key's mode.</param>
/// <param name="context">What the key is derived from, of a key that seals derived.</param>
internal sealed class VersionSealer(SealingKey key, SealingMode mode, byte[] context)
{
    private static ReadOnlySpan<byte> CallerLabel => "caller:"u8;

    /// <summary>Seals a plaintext.</summary>
    public byte[] Seal(byte[] plaintext, byte[] associatedData) => Run("seal", () =>
    {
        if (mode == SealingMode.Convergent)
            return key.SealConvergent(plaintext, associatedData);
        if (mode == SealingMode.Plain)
            return key.Seal(plaintext, associatedData);
        using var derived = Derive();
        return derived.Seal(plaintext, associatedData);
    });

    /// <summary>Seals a data key: with flag bit 2, or under the derived key as any message.</summary>
    public byte[] SealDataKey(byte[] dataKey, byte[] associatedData) => Run("seal", () =>
    {
        if (mode != SealingMode.Derived)
            return key.SealDataKey(dataKey, associatedData);
        using var derived = Derive();
        return derived.Seal(dataKey, associatedData);
    });

    /// <summary>Opens a message or a sealed data key.</summary>
    public byte[] Open(byte[] message, bool isDataKey, byte[] associatedData) => Run("open", () =>
    {
        if (mode != SealingMode.Derived)
            return isDataKey ? key.OpenDataKey(message, associatedData) : key.Open(message, associatedData);
        using var derived = Derive();
        return derived.Open(message, associatedData);
    });

    /// <summary>Makes the key of one new message.</summary>
    public MessageKey CreateMessageKey(byte[] associatedData)
    {
        if (mode != SealingMode.Derived)
            return key.CreateMessageKey(associatedData);
        using var derived = Derive();
        return derived.CreateMessageKey(associatedData);
    }

    /// <summary>Recovers the key of a message from its first 84 bytes.</summary>
    public MessageKey RecoverMessageKey(byte[] prefix, byte[] associatedData)
    {
        try
        {
            if (mode != SealingMode.Derived)
                return key.RecoverMessageKey(prefix, associatedData);
            using var derived = Derive();
            return derived.RecoverMessageKey(prefix, associatedData);
        }
        catch (SealingException e)
        {
            throw Translate(e);
        }
    }

    /// <summary>What a failed opening or sealing means to the caller.</summary>
    public static DunesException Translate(SealingException e) => e.Code switch
    {
        SealingException.MismatchCode => Mismatch(),
        SealingException.TooLargeCode => new(e.Code, ErrorKind.Invalid, "The message is larger than 1 GiB, the most that one message can hold."),
        _ => new(e.Code, ErrorKind.Invalid, "This is not a DC2K message."),
    };

    /// <summary>The one error of a message that does not open: whoever sent it sent something wrong.</summary>
    public static DunesException Mismatch() =>
        new(SealingException.MismatchCode, ErrorKind.Invalid, "The message was altered, or key, version, context or associated data are not those it was sealed with.");

    private ContextKey Derive() => key.DeriveContextKey([.. CallerLabel, .. context]);

    private static byte[] Run(string operation, Func<byte[]> work)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return work();
        }
        catch (SealingException e)
        {
            throw Translate(e);
        }
        finally
        {
            DunesMetrics.Encrypted(KeyAlgorithms.Dc2k1, operation, Stopwatch.GetElapsedTime(start));
        }
    }
}
