using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;

namespace Dunes.Gateway.Api.Keys.Manage;

/// <summary>What a key is made with.</summary>
internal abstract record KeyDefinition
{
    /// <summary>ML-DSA-44, ML-DSA-65, ML-DSA-87, MLDSA65-Ed25519-SHA512, DC2K-1, ML-KEM-768, ML-KEM-1024 or HMAC-SHA-512; never changes.</summary>
    public required string Algorithm { get; init; }

    /// <summary>When it rotates by itself. Default: never.</summary>
    public KeyRotation? Rotation { get; init; }

    /// <summary>What the key is for, 1 to 64 of <c>a-z 0-9 . -</c>; part of the context string of every signature; never changes. Default <c>general</c>.</summary>
    public string? Purpose { get; init; }

    /// <summary>For people, at most 1,024 characters.</summary>
    public string? Description { get; init; }

    /// <summary>At most 50; names 1 to 64 and values at most 256 characters.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>How often a version may be used.</summary>
    public KeyLimits? Limits { get; init; }

    /// <summary>How a DC2K-1 key seals; never changes. Default <c>plain</c>.</summary>
    public SealingMode? Sealing { get; init; }

    /// <summary>Whether versions may be exported, wrapped to an ML-KEM-1024 public key; never changes. Default false.</summary>
    public bool? Exportable { get; init; }

    /// <summary>Who may do what, beside the roles' own rights; at most 200.</summary>
    public IReadOnlyList<GrantInput>? Grants { get; init; }

    internal KeySpec ToSpec()
    {
        var defaults = new KeySpec { Algorithm = Algorithm };
        return new()
        {
            Algorithm = Algorithm,
            Rotation = Rotation ?? defaults.Rotation,
            Purpose = Purpose ?? defaults.Purpose,
            Description = Description ?? defaults.Description,
            Tags = Checked(Tags) ?? defaults.Tags,
            Limits = Limits ?? defaults.Limits,
            Sealing = Sealing ?? defaults.Sealing,
            Exportable = Exportable ?? defaults.Exportable,
            Grants = Grants is null ? defaults.Grants : GrantInput.ToGrants(Grants),
        };
    }

    // The serializer does not look into collections for nulls.
    internal static IReadOnlyDictionary<string, string>? Checked(IReadOnlyDictionary<string, string>? tags) => tags?.Values.Contains(null) == true
        ? throw new DunesException("DUNES-KEY-064", ErrorKind.Invalid, "The value of a tag is null.")
        : tags;
}
