using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys;

/// <summary>
/// The grain state of a key: all of it that ever changes, in one row, so that one conditional write is one change. The versions' secrets are rows
/// of their own (<c>key_versions</c>) that never change; a version exists from when <see cref="CurrentVersion"/> has reached it.
/// </summary>
[GenerateSerializer, Immutable, Alias("dunes.keys.record")]
internal sealed record KeyRecord
{
    /// <summary>Random; stands in every sealed message.</summary>
    [Id(0)]
    public Guid KeyId { get; init; }

    /// <summary>What it was created with, and what has been changed since.</summary>
    [Id(1)]
    public required KeySpec Spec { get; init; }

    /// <summary>The key's own state.</summary>
    [Id(2)]
    public KeyState State { get; init; }

    /// <summary>When all of it is to be destroyed.</summary>
    [Id(3)]
    public DateTimeOffset? DestroyAt { get; init; }

    /// <summary>When it was created.</summary>
    [Id(4)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Grows with every change.</summary>
    [Id(5)]
    public long Epoch { get; init; }

    /// <summary>The newest version; 0 only before the first is made.</summary>
    [Id(6)]
    public int CurrentVersion { get; init; }

    /// <summary>When <see cref="CurrentVersion"/> became current: what the rotation period counts from.</summary>
    [Id(7)]
    public DateTimeOffset CurrentSince { get; init; }

    /// <summary>See <see cref="KeyUpdate.MinEncryptionVersion"/>.</summary>
    [Id(8)]
    public int MinEncryptionVersion { get; init; } = 1;

    /// <summary>See <see cref="KeyUpdate.MinDecryptionVersion"/>.</summary>
    [Id(9)]
    public int MinDecryptionVersion { get; init; } = 1;

    /// <summary>Versions below it are destroyed.</summary>
    [Id(10)]
    public int MinAvailableVersion { get; init; } = 1;

    /// <summary>The versions from <see cref="MinAvailableVersion"/> on that are not simply enabled.</summary>
    [Id(11)]
    public IReadOnlyDictionary<int, VersionStatus> Exceptions { get; init; } = new Dictionary<int, VersionStatus>();

    /// <summary>Events of changes that are durable while the events are not known to be. The key is not used before they are.</summary>
    [Id(12)]
    public IReadOnlyList<PendingEvent> PendingEvents { get; init; } = [];

    /// <summary>Versions whose rows are still to be deleted; nothing uses them any more.</summary>
    [Id(13)]
    public IReadOnlyList<int> ToDelete { get; init; } = [];

    /// <summary>Since when the key is not enabled; null while it is. See <see cref="KeyInfo.DisabledAt"/>.</summary>
    [Id(14)]
    public DateTimeOffset? DisabledAt { get; init; }
}
