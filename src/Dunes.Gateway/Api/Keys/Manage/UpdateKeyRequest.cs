using Dunes.Abstractions.Keys;

namespace Dunes.Gateway.Api.Keys.Manage;

/// <summary>What is to be changed; a field that is absent or null leaves it as it is.</summary>
internal sealed record UpdateKeyRequest
{
    /// <summary>At most 1,024 characters.</summary>
    public string? Description { get; init; }

    /// <summary>Replaces all tags.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Replaces period, operations and bytes, all three.</summary>
    public KeyRotation? Rotation { get; init; }

    /// <summary>Replaces both limits.</summary>
    public KeyLimits? Limits { get; init; }

    /// <summary>Replaces all grants. Needs the right <c>grant</c>; the rest needs <c>manage</c>.</summary>
    public IReadOnlyList<GrantInput>? Grants { get; init; }

    /// <summary>No version below it signs, seals or authenticates; at most the current version.</summary>
    public int? MinEncryptionVersion { get; init; }

    /// <summary>No version below it opens, decapsulates or verifies; at most <c>minEncryptionVersion</c>.</summary>
    public int? MinDecryptionVersion { get; init; }

    internal KeyUpdate ToUpdate() => new()
    {
        Description = Description,
        Tags = KeyDefinition.Checked(Tags),
        Rotation = Rotation,
        Limits = Limits,
        Grants = Grants is null ? null : GrantInput.ToGrants(Grants),
        MinEncryptionVersion = MinEncryptionVersion,
        MinDecryptionVersion = MinDecryptionVersion,
    };
}
