using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Mac;

namespace Dunes.Grains.Keys.Use;

/// <summary>HMAC-SHA-512 (RFC 2104).</summary>
internal sealed class MacOperations(KeyCache cache)
{
    /// <summary>Largest message, bytes.</summary>
    public const int MaxMessage = 4 << 20;

    /// <summary>Whether keys of an algorithm authenticate.</summary>
    public static bool Can(string algorithm) => algorithm == KeyAlgorithms.HmacSha512;

    /// <summary>Authenticates a message.</summary>
    /// <exception cref="DunesException">The message is too large, or the version does not authenticate.</exception>
    public async ValueTask<KeyBytesResult> ComputeAsync(KeyName name, MacItem item)
    {
        Check(item);
        using var use = await cache.ProtectAsync(name, item.Version, item.Message.Length);
        return new(use.Version.Version, use.Version.Secret.Mac.Compute(item.Message), null);
    }

    /// <summary>Checks a code.</summary>
    /// <exception cref="DunesException">There is no code, the message is too large, or the version does not verify.</exception>
    public async ValueTask<KeyValidityResult> VerifyAsync(KeyName name, MacItem item)
    {
        Check(item);
        if (item.Code is not { Length: MacKey.CodeSize } code)
            throw KeyUseErrors.BadItem($"A code has {MacKey.CodeSize} bytes.");
        using var use = await cache.UseAsync(name, item.Version ?? 0);
        var opened = await use.OpenAsync(item.Version ?? use.Record.CurrentVersion);
        return new(opened.Version, opened.Secret.Mac.Verify(item.Message, code), null);
    }

    private static void Check(MacItem item)
    {
        if (item.Message.Length > MaxMessage)
            throw KeyUseErrors.TooLarge("A message to authenticate has", MaxMessage);
    }
}
