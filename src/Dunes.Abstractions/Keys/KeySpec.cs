namespace Dunes.Abstractions.Keys;

/// <summary>What a key is created with.</summary>
[GenerateSerializer, Immutable, Alias("dunes.keys.spec")]
public sealed record KeySpec
{
    /// <summary>One of <see cref="KeyAlgorithms"/>; never changes.</summary>
    [Id(0)]
    public required string Algorithm { get; init; }

    /// <summary>When it rotates by itself.</summary>
    [Id(1)]
    public KeyRotation Rotation { get; init; } = KeyRotation.Never;

    /// <summary>
    /// What the key is for, 1 to 64 of <c>a-z 0-9 . -</c>; never changes. For a signing key it is the label in the context string of every signature
    /// (<c>SigningContext.For(purpose, caller context)</c>), so that a signature for one purpose is none for another.
    /// </summary>
    [Id(2)]
    public string Purpose { get; init; } = "general";

    /// <summary>For people, at most 1,024 characters.</summary>
    [Id(3)]
    public string Description { get; init; } = "";

    /// <summary>At most 50; names 1 to 64 and values at most 256 characters.</summary>
    [Id(4)]
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>How often a version may be used.</summary>
    [Id(5)]
    public KeyLimits Limits { get; init; } = new();

    /// <summary>Of a DC2K-1 key; never changes.</summary>
    [Id(6)]
    public SealingMode Sealing { get; init; }

    /// <summary>Whether versions may be exported, wrapped to an ML-KEM-1024 public key; never changes.</summary>
    [Id(7)]
    public bool Exportable { get; init; }

    /// <summary>Who may do what, beside the roles' own rights; at most 200.</summary>
    [Id(8)]
    public IReadOnlyList<KeyGrant> Grants { get; init; } = [];
}
