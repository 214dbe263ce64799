using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys;

/// <summary>A key's versions for the time of a lease, with the secrets that have been opened from them.</summary>
/// <param name="name">The key.</param>
/// <param name="ring">The copy.</param>
/// <param name="takenAt">When it came.</param>
/// <param name="material">Opens secrets.</param>
internal sealed class LeasedKeyRing(KeyName name, KeyRing ring, DateTimeOffset takenAt, KeyMaterial material) : IDisposable
{
    private readonly Dictionary<int, KeySecret> secrets = [];

    public KeyInfo Info => ring.Info;

    public DateTimeOffset LeaseUntil => ring.LeaseUntil;

    /// <summary>Whether it may be used now. A clock that was set back does not prolong a lease.</summary>
    public bool IsValid(DateTimeOffset now) => takenAt <= now && now < ring.LeaseUntil;

    /// <summary>Whether another copy says the same.</summary>
    public bool IsSameAs(KeyRing other) => ring.Epoch == other.Epoch && ring.Info.KeyId == other.Info.KeyId;

    /// <summary>A copy with a new lease that takes over the opened secrets; this one is then empty.</summary>
    public LeasedKeyRing Renew(KeyRing same, DateTimeOffset now)
    {
        var renewed = new LeasedKeyRing(name, same, now, material);
        foreach (var (version, secret) in secrets)
            renewed.secrets.Add(version, secret);
        secrets.Clear();
        return renewed;
    }

    public bool Has(int version) => version >= 1 && version <= ring.Versions.Count;

    /// <summary>The public part of a version, once its secret has borne it out.</summary>
    public (KeyVersionInfo Info, KeySecret Secret) Open(int version)
    {
        if (!Has(version))
            throw KeyErrors.NoVersion(name, version);
        var wrapped = ring.Versions[version - 1];
        if (!secrets.TryGetValue(version, out var secret))
            secrets.Add(version, secret = material.Open(name, ring.Info.KeyId, ring.Info.Algorithm, wrapped));
        return (wrapped.Info, secret);
    }

    /// <summary>Wipes the opened secrets.</summary>
    public void Dispose()
    {
        foreach (var secret in secrets.Values)
            secret.Dispose();
        secrets.Clear();
    }
}
