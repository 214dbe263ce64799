namespace Dunes.Abstractions.Keys;

/// <summary>A key without its secrets.</summary>
[GenerateSerializer, Immutable, Alias("dunes.keys.info")]
public sealed record KeyInfo
{
    /// <summary>Owner.</summary>
    [Id(0)]
    public required string Tenant { get; init; }

    /// <summary>Name within the tenant.</summary>
    [Id(1)]
    public required string Name { get; init; }

    /// <summary>Random id that the DC2K-1 header carries.</summary>
    [Id(2)]
    public required Guid KeyId { get; init; }

    /// <summary>What it was created with, and what has been changed since.</summary>
    [Id(3)]
    public required KeySpec Spec { get; init; }

    /// <summary>The key's state.</summary>
    [Id(4)]
    public KeyState State { get; init; }

    /// <summary>When all of it is destroyed, of a key that is pending deletion.</summary>
    [Id(5)]
    public DateTimeOffset? DestroyAt { get; init; }

    /// <summary>When the key was created.</summary>
    [Id(6)]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the current version is due by time, or null.</summary>
    [Id(7)]
    public DateTimeOffset? NextRotationAt { get; init; }

    /// <summary>The version new signatures and seals are made with.</summary>
    [Id(8)]
    public required int CurrentVersion { get; init; }

    /// <summary>No version below it signs, seals or authenticates.</summary>
    [Id(9)]
    public int MinEncryptionVersion { get; init; } = 1;

    /// <summary>No version below it opens, decapsulates or verifies.</summary>
    [Id(10)]
    public int MinDecryptionVersion { get; init; } = 1;

    /// <summary>Versions below it are gone: trimmed.</summary>
    [Id(11)]
    public int MinAvailableVersion { get; init; } = 1;

    /// <summary>The newest versions, at most 20, newest last; the list of versions has all.</summary>
    [Id(12)]
    public required IReadOnlyList<KeyVersionInfo> Versions { get; init; }

    /// <summary>Since when the key is not enabled, through every later state until it is enabled again; null while it is enabled.</summary>
    [Id(13)]
    public DateTimeOffset? DisabledAt { get; init; }
}
