using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Use;

/// <summary>
/// What the cluster itself does with keys: no caller, no rights. A stateless worker; its key is that of <see cref="IKeyGrain"/>.
/// NotFound when the key or the version does not exist; Conflict when it is disabled, Gone when it is deleted or destroyed.
/// </summary>
[Alias("dunes.IKeyOperationsGrain")]
internal interface IKeyOperationsGrain : IGrainWithStringKey
{
    /// <summary>Signs with the current version. The FIPS 204 context string is made from <paramref name="label"/>, the purpose, so that a signature for one purpose is none for another.</summary>
    [Alias("Sign")]
    Task<SignatureResult> SignAsync(byte[] message, string label);

    /// <summary>Signs with the current version under exactly this FIPS 204 context string (at most 255 bytes), for formats that fix their own.</summary>
    [Alias("SignRaw")]
    Task<SignatureResult> SignWithContextAsync(byte[] message, byte[] context);

    /// <summary>Whether <paramref name="signature"/> is one of version <paramref name="version"/> over the message for this purpose.</summary>
    [Alias("Verify")]
    Task<bool> VerifyAsync(int version, byte[] message, byte[] signature, string label);

    /// <summary>Seals with the current version as a DC2K-1 message.</summary>
    [Alias("Seal")]
    Task<byte[]> SealAsync(byte[] plaintext, byte[] associatedData);

    /// <summary>Opens a DC2K-1 message of any version of this key.</summary>
    [Alias("Open")]
    Task<byte[]> OpenAsync(byte[] message, byte[] associatedData);

    /// <summary>
    /// Derives the key of a context from the current version (<paramref name="version"/> null) or from an older one, for the label
    /// "context:" ‖ id, and where there is a salt ‖ 00 ‖ salt. Without the salt the key cannot be derived again.
    /// </summary>
    [Alias("DeriveContextKey")]
    Task<ContextKeyMaterial> DeriveContextKeyAsync(string contextId, byte[]? salt, int? version);
}
