using System.Collections.Frozen;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.RootKeys;

/// <summary>
/// The cluster root key (CRK) in all its versions, unwrapped: the second of the three tiers. Each version is 256 random bytes and works
/// as the root of a <see cref="SealingKey"/>. Safe for concurrent use.
/// </summary>
/// <remarks>New messages use the newest version; its number is in their DC2K-1 header, so older ones stay readable.</remarks>
public sealed class RootKeyRing : IDisposable
{
    private readonly FrozenDictionary<int, SealingKey> versions;
    private readonly SealingKey current;

    internal RootKeyRing(IReadOnlyCollection<SealingKey> keys)
    {
        versions = keys.ToFrozenDictionary(key => key.Version);
        current = keys.MaxBy(key => key.Version)!;
    }

    /// <summary>The key id in the header of everything the CRK sealed: a fixed UUIDv8 that spells "dunes" and "crk1", the same in every cluster.</summary>
    public static Guid KeyId { get; } = new("64756e65-7300-8000-8000-000063726b31");

    /// <summary>The version that seals now.</summary>
    public int CurrentVersion => current.Version;

    /// <summary>
    /// Opens every stored version of the CRK, or makes version 1 where there is none: 256 random bytes, wrapped by every provider. One call of a
    /// provider per version. When several processes make version 1 at once, the store keeps one and all use that.
    /// </summary>
    /// <exception cref="RootKeyException">DUNES-ROOT-001: no provider opens a version; says which were tried and why they failed.
    /// DUNES-ROOT-007: version 1 could not be made.</exception>
    public static Task<RootKeyRing> LoadOrCreateAsync(
        IRootKeyStore store,
        IReadOnlyList<IKekProvider> providers,
        TimeProvider timeProvider,
        CancellationToken cancellationToken) =>
        new RootKeyLoader(store, providers, timeProvider).LoadOrCreateAsync(cancellationToken);

    /// <summary>Wraps key material (purpose <c>wrap</c>), bound to a context such as key id, version and type.</summary>
    /// <exception cref="SealingException">DUNES-SEAL-003: more than 1 GiB.</exception>
    public byte[] Wrap(ReadOnlySpan<byte> material, ReadOnlySpan<byte> context) => current.Wrap(material, context);

    /// <summary>Unwraps key material, whichever version wrapped it. The caller wipes it.</summary>
    /// <exception cref="SealingException">DUNES-SEAL-001, -002 or -003: see <see cref="SealingException"/>.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context) => VersionOf(wrapped).Unwrap(wrapped, context);

    /// <summary>Seals data of the system itself, such as grain state (purpose <c>aead</c>).</summary>
    /// <exception cref="SealingException">DUNES-SEAL-003: more than 1 GiB.</exception>
    public byte[] Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> aad) => current.Seal(plaintext, aad);

    /// <summary>Opens what <see cref="Seal"/> sealed, under whichever version.</summary>
    /// <exception cref="SealingException">DUNES-SEAL-001, -002 or -003: see <see cref="SealingException"/>.</exception>
    public byte[] Open(ReadOnlySpan<byte> message, ReadOnlySpan<byte> aad) => VersionOf(message).Open(message, aad);

    /// <summary>Wipes all versions.</summary>
    public void Dispose()
    {
        foreach (var key in versions.Values)
            key.Dispose();
    }

    // A version that is not here is left to the newest key to refuse, so that every refusal comes from one place and in one order.
    private SealingKey VersionOf(ReadOnlySpan<byte> message) =>
        SealedHeader.TryRead(message, out var header) && versions.TryGetValue(header.Version, out var key) ? key : current;
}
