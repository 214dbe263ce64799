namespace Dunes.Abstractions.Keys;

/// <summary>A change of what may change; null leaves it as it is.</summary>
[GenerateSerializer, Immutable, Alias("dunes.keys.update")]
public sealed record KeyUpdate
{
    /// <summary>See <see cref="KeySpec.Description"/>.</summary>
    [Id(0)]
    public string? Description { get; init; }

    /// <summary>See <see cref="KeySpec.Tags"/>; replaces all.</summary>
    [Id(1)]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>See <see cref="KeySpec.Rotation"/>; replaces all three.</summary>
    [Id(2)]
    public KeyRotation? Rotation { get; init; }

    /// <summary>See <see cref="KeySpec.Limits"/>.</summary>
    [Id(3)]
    public KeyLimits? Limits { get; init; }

    /// <summary>See <see cref="KeySpec.Grants"/>; replaces all. Needs <see cref="KeyOperation.Grant"/>, the rest needs <see cref="KeyOperation.Manage"/>.</summary>
    [Id(4)]
    public IReadOnlyList<KeyGrant>? Grants { get; init; }

    /// <summary>No version below it signs, seals or authenticates; at most the current version. A caller may name a version from here on.</summary>
    [Id(5)]
    public int? MinEncryptionVersion { get; init; }

    /// <summary>No version below it opens, decapsulates or verifies; at most <see cref="MinEncryptionVersion"/>.</summary>
    [Id(6)]
    public int? MinDecryptionVersion { get; init; }
}
