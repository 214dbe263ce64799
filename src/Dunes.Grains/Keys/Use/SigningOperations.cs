using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Abstractions.Telemetry;
using Dunes.Cryptography.Signatures;

namespace Dunes.Grains.Keys.Use;

/// <summary>Signatures: ML-DSA (FIPS 204) and the IETF composite.</summary>
internal sealed class SigningOperations(KeyCache cache)
{
    /// <summary>Largest message, bytes; a larger one is signed by its mu.</summary>
    public const int MaxMessage = 4 << 20;

    /// <summary>Signs a message under the context string of the key's purpose and the caller's context.</summary>
    /// <param name="name">The key.</param>
    /// <param name="spec">What it was created with; what is used of it never changes.</param>
    /// <param name="item">The message.</param>
    /// <param name="version">A version, or null for the current one.</param>
    /// <exception cref="DunesException">The item is malformed or too large, or the version does not sign.</exception>
    public async ValueTask<KeyBytesResult> SignAsync(KeyName name, KeySpec spec, SignItem item, int? version)
    {
        Check(spec.Algorithm, item.Message, item.IsMu, item.Context);
        var context = item.IsMu ? [] : ContextOf(spec.Purpose, item.Context);
        using var use = await cache.ProtectAsync(name, version, item.Message.Length);
        var key = use.Version.Secret.Signing;
        var signature = item.IsMu ? key.SignMu(item.Message, item.Deterministic) : key.Sign(item.Message, context, item.Deterministic);
        return new(use.Version.Version, signature, null);
    }

    /// <summary>Verifies a signature.</summary>
    /// <exception cref="DunesException">The item is malformed or too large, or the version does not verify.</exception>
    public async ValueTask<KeyValidityResult> VerifyAsync(KeyName name, KeySpec spec, VerifyItem item)
    {
        Check(spec.Algorithm, item.Message, item.IsMu, item.Context);
        var context = item.IsMu ? [] : ContextOf(spec.Purpose, item.Context);
        return (await VerifyAsync(name, item.Version, item.Message, item.IsMu, context, item.Signature)).Result;
    }

    /// <summary>Signs with the current version under exactly this context string, for the cluster itself.</summary>
    public async ValueTask<SignatureResult> SignAsync(KeyName name, byte[] message, byte[] context)
    {
        using (var look = await cache.UseAsync(name))
            Scheme(name, look.Record.Spec.Algorithm);
        using var use = await cache.ProtectAsync(name, version: null, message.Length);
        return new(use.Record.Spec.Algorithm, use.Version.Version, use.Version.PublicKey!, use.Version.Secret.Signing.Sign(message, context));
    }

    /// <summary>Verifies under exactly this context string.</summary>
    public async ValueTask<(KeyValidityResult Result, string Algorithm)> VerifyAsync(KeyName name, int? version, byte[] message, bool isMu, byte[] context, byte[] signature)
    {
        using var use = await cache.UseAsync(name, version ?? 0);
        var scheme = Scheme(name, use.Record.Spec.Algorithm);
        var opened = await use.OpenAsync(version ?? use.Record.CurrentVersion);
        var valid = isMu
            ? scheme.VerifyMu(opened.PublicKey, message, signature)
            : scheme.Verify(opened.PublicKey, message, signature, context);
        DunesMetrics.SignatureVerified(scheme.Algorithm, valid);
        return (new(opened.Version, valid, null), scheme.Algorithm);
    }

    /// <summary>The context string of a purpose and a caller's context; DUNES-KEY-008 when it would be too long.</summary>
    public static byte[] ContextOf(string purpose, ReadOnlySpan<byte> callerContext)
    {
        try
        {
            return SigningContext.For(purpose, callerContext);
        }
        catch (ArgumentException e)
        {
            throw KeyErrors.BadContext(e.Message);
        }
    }

    private static SignatureScheme Scheme(KeyName name, string algorithm) => SignatureScheme.Find(algorithm) ?? throw KeyErrors.WrongUse(name, algorithm);

    private static void Check(string algorithm, byte[] message, bool isMu, byte[] context)
    {
        if (message.Length > MaxMessage)
            throw KeyUseErrors.TooLarge("A message to sign or verify has", MaxMessage);
        if (!isMu)
            return;
        if (algorithm == KeyAlgorithms.MlDsa65Ed25519)
            throw KeyUseErrors.BadItem("A composite signature has no external mu: send the message.");
        if (message.Length != MlDsaMu.Size || context.Length > 0)
            throw KeyUseErrors.BadItem($"Mu has {MlDsaMu.Size} bytes, and the context is in it already.");
    }
}
