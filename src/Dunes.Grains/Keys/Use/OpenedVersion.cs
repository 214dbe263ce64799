using Dunes.Storage.Keys;

namespace Dunes.Grains.Keys.Use;

/// <summary>
/// The opened secret of one version, shared by all that use it. It is wiped when the cache has let go of it and the last use has ended, so that nobody
/// ever works with a secret that is half zeros.
/// </summary>
internal sealed class OpenedVersion(KeyVersionRow row, VersionSecret secret, long now, Action wiped)
{
    private readonly Lock gate = new();
    private int holders = 1;
    private long lastUse = now;

    /// <summary>The key.</summary>
    public Guid KeyId => row.KeyId;

    /// <summary>The version.</summary>
    public int Version => row.Version;

    /// <summary>Its public key, borne out by the secret; null where there is none.</summary>
    public byte[]? PublicKey => row.PublicKey;

    /// <summary>The secret; only while it is held.</summary>
    public VersionSecret Secret => secret;

    /// <summary>Timestamp of the last hold.</summary>
    public long LastUse => Volatile.Read(ref lastUse);

    /// <summary>Keeps it from being wiped until <see cref="Release"/>; <see langword="false"/> when it is wiped already.</summary>
    public bool TryHold(long timestamp)
    {
        lock (gate)
        {
            if (holders == 0)
                return false;
            holders++;
        }

        Volatile.Write(ref lastUse, timestamp);
        return true;
    }

    /// <summary>Ends a hold, or the cache's own.</summary>
    public void Release()
    {
        lock (gate)
        {
            if (--holders > 0)
                return;
        }

        secret.Dispose();
        wiped();
    }
}
