using Dunes.Abstractions.Identity;

namespace Dunes.Abstractions.Keys;

/// <summary>
/// What callers do with a key, on every silo and every processor, from a leased copy of it. A stateless worker; its key is that of
/// <see cref="IKeyGrain"/>. Batches have 1 to 1,000 items; results come in the order of the items, each with its own error.
/// The whole call fails when the key does not exist or is another tenant's (NotFound), the caller lacks the right (Forbidden, an event),
/// the algorithm cannot do it (Invalid), the key is disabled (Conflict), deleted (Gone) or used up (Exhausted). <c>version</c> null: the current one.
/// </summary>
[Alias("dunes.IKeyServiceGrain")]
public interface IKeyServiceGrain : IGrainWithStringKey
{
    /// <summary>Signs (<see cref="KeyOperation.Sign"/>).</summary>
    [Alias("Sign")]
    Task<IReadOnlyList<KeyBytesResult>> SignAsync(Principal caller, IReadOnlyList<SignItem> items, int? version);

    /// <summary>Verifies (<see cref="KeyOperation.Verify"/>).</summary>
    [Alias("Verify")]
    Task<IReadOnlyList<KeyValidityResult>> VerifyAsync(Principal caller, IReadOnlyList<VerifyItem> items);

    /// <summary>Seals (<see cref="KeyOperation.Encrypt"/>) with a DC2K-1 key, or to the public key of an ML-KEM-1024 key (suite 0x10).</summary>
    [Alias("Encrypt")]
    Task<IReadOnlyList<KeyBytesResult>> EncryptAsync(Principal caller, IReadOnlyList<SealingItem> items, int? version);

    /// <summary>Opens messages and sealed data keys (<see cref="KeyOperation.Decrypt"/>).</summary>
    [Alias("Decrypt")]
    Task<IReadOnlyList<KeyBytesResult>> DecryptAsync(Principal caller, IReadOnlyList<SealingItem> items);

    /// <summary>Seals messages and data keys anew under the current version, with the same associated data (<see cref="KeyOperation.Rewrap"/>). The plaintext never leaves.</summary>
    [Alias("Rewrap")]
    Task<IReadOnlyList<KeyBytesResult>> RewrapAsync(Principal caller, IReadOnlyList<SealingItem> items);

    /// <summary>Makes 1 to 1,000 data keys (<see cref="KeyOperation.GenerateDataKey"/>, or <see cref="KeyOperation.GenerateSealedDataKey"/> without plaintext).</summary>
    [Alias("DataKeys")]
    Task<IReadOnlyList<DataKeyResult>> GenerateDataKeysAsync(Principal caller, int count, byte[] associatedData, byte[] context, bool withPlaintext);

    /// <summary>The key of one new message (<paramref name="prefix"/> null; <see cref="KeyOperation.Encrypt"/>), or of the message that begins with these 84 bytes (<see cref="KeyOperation.Decrypt"/>).</summary>
    [Alias("MessageKey")]
    Task<MessageKeyResult> GetMessageKeyAsync(Principal caller, byte[]? prefix, byte[] associatedData, byte[] context);

    /// <summary>Encapsulates a shared secret (<see cref="KeyOperation.Encapsulate"/>).</summary>
    [Alias("Encapsulate")]
    Task<EncapsulationResult> EncapsulateAsync(Principal caller, int? version);

    /// <summary>Decapsulates (<see cref="KeyOperation.Decapsulate"/>). A ciphertext of the right size always gives a secret: implicit rejection, FIPS 203 section 6.3.</summary>
    [Alias("Decapsulate")]
    Task<KeyBytesResult> DecapsulateAsync(Principal caller, byte[] ciphertext, int? version);

    /// <summary>Computes HMAC-SHA-512 (<see cref="KeyOperation.Mac"/>).</summary>
    [Alias("Mac")]
    Task<IReadOnlyList<KeyBytesResult>> MacAsync(Principal caller, IReadOnlyList<MacItem> items);

    /// <summary>Checks codes in constant time (<see cref="KeyOperation.VerifyMac"/>).</summary>
    [Alias("VerifyMac")]
    Task<IReadOnlyList<KeyValidityResult>> VerifyMacAsync(Principal caller, IReadOnlyList<MacItem> items);
}
