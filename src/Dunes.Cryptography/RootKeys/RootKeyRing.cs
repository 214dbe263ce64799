using System.Collections.Immutable;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.RootKeys;

/// <summary>
/// The cluster root key (CRK) in all its versions, unwrapped: the second of the three tiers. Each version is 256 random bytes and works
/// as the root of a <see cref="SealingKey"/>. Versions may be added and removed while it is used. Safe for concurrent use.
/// </summary>
/// <remarks>New messages use the newest version that is active; its number is in their DC2K-1 header, so older ones stay readable.</remarks>
public sealed class RootKeyRing : IDisposable
{
    private readonly TimeProvider time;

    // Newest first, never empty; replaced as a whole.
    private ImmutableArray<RootKeyVersion> versions;

    internal RootKeyRing(IEnumerable<RootKeyVersion> versions, TimeProvider time)
    {
        this.time = time;
        this.versions = Sort(versions);
    }

    /// <summary>The key id in the header of everything the CRK sealed: a fixed UUIDv8 that spells "dunes" and "crk1", the same in every cluster.</summary>
    public static Guid KeyId { get; } = new("64756e65-7300-8000-8000-000063726b31");

    /// <summary>The version that seals now: the newest that is active, or the oldest should the clock say that none is.</summary>
    public int CurrentVersion => Current.Version;

    /// <summary>The versions that are here, oldest first.</summary>
    public IReadOnlyList<int> Versions => [.. versions.Select(version => version.Key.Version).Reverse()];

    private SealingKey Current
    {
        get
        {
            var now = time.GetUtcNow();
            var all = versions;
            foreach (var version in all)
            {
                if (version.ActiveFrom <= now)
                    return version.Key;
            }

            return all[^1].Key;
        }
    }

    /// <summary>Whether a version is here.</summary>
    public bool Has(int version) => Find(version) is not null;

    /// <summary>Wraps key material (purpose <c>wrap</c>), bound to a context such as key id, version and type.</summary>
    /// <exception cref="SealingException">DUNES-SEAL-003: more than 1 GiB.</exception>
    public byte[] Wrap(ReadOnlySpan<byte> material, ReadOnlySpan<byte> context) => Current.Wrap(material, context);

    /// <summary>Unwraps key material, whichever version wrapped it. The caller wipes it.</summary>
    /// <exception cref="SealingException">DUNES-SEAL-001, -002 or -003: see <see cref="SealingException"/>.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context) => VersionOf(wrapped).Unwrap(wrapped, context);

    /// <summary>Seals data of the system itself, such as grain state (purpose <c>aead</c>).</summary>
    /// <exception cref="SealingException">DUNES-SEAL-003: more than 1 GiB.</exception>
    public byte[] Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> aad) => Current.Seal(plaintext, aad);

    /// <summary>Opens what <see cref="Seal"/> sealed, under whichever version.</summary>
    /// <exception cref="SealingException">DUNES-SEAL-001, -002 or -003: see <see cref="SealingException"/>.</exception>
    public byte[] Open(ReadOnlySpan<byte> message, ReadOnlySpan<byte> aad) => VersionOf(message).Open(message, aad);

    /// <summary>Wipes all versions.</summary>
    public void Dispose()
    {
        foreach (var version in versions)
            version.Key.Dispose();
    }

    /// <summary>Takes versions in, and drops and wipes those that are not among <paramref name="kept"/>. One caller at a time.</summary>
    internal void Change(IEnumerable<RootKeyVersion> added, IReadOnlySet<int> kept)
    {
        var before = versions;
        var after = Sort(before.Where(version => kept.Contains(version.Key.Version)).Concat(added));
        ImmutableInterlocked.InterlockedExchange(ref versions, after);
        foreach (var version in before.Except(after))
            version.Key.Dispose();
    }

    private static ImmutableArray<RootKeyVersion> Sort(IEnumerable<RootKeyVersion> versions)
    {
        ImmutableArray<RootKeyVersion> sorted = [.. versions.OrderByDescending(version => version.Key.Version)];
        return sorted.IsEmpty ? throw new ArgumentException("A root key has at least one version.", nameof(versions)) : sorted;
    }

    private SealingKey? Find(int number)
    {
        foreach (var version in versions)
        {
            if (version.Key.Version == number)
                return version.Key;
        }

        return null;
    }

    // A version that is not here is left to the current key to refuse, so that every refusal comes from one place and in one order.
    private SealingKey VersionOf(ReadOnlySpan<byte> message) =>
        SealedHeader.TryRead(message, out var header) && Find(header.Version) is { } key ? key : Current;
}
