namespace Dunes.Abstractions.Keys;

/// <summary>One version of a key.</summary>
[GenerateSerializer, Immutable, Alias("dunes.keys.version")]
public sealed record KeyVersionInfo
{
    /// <summary>From 1, without gaps.</summary>
    [Id(0)]
    public required int Version { get; init; }

    /// <summary>When it was made.</summary>
    [Id(1)]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>FIPS 203 or 204 encoding, or the composite's; null where there is none, and of a destroyed version.</summary>
    [Id(2)]
    public byte[]? PublicKey { get; init; }

    /// <summary>Its own state; see also that of the key.</summary>
    [Id(3)]
    public KeyState State { get; init; }

    /// <summary>When it is destroyed, of a version that is pending deletion.</summary>
    [Id(4)]
    public DateTimeOffset? DestroyAt { get; init; }

    /// <summary>Protecting operations counted so far; what a silo has reserved and not used is in it.</summary>
    [Id(5)]
    public long Operations { get; init; }

    /// <summary>Bytes of plaintext protected so far; counted alike.</summary>
    [Id(6)]
    public long Bytes { get; init; }

    /// <summary>Since when it is not enabled, through every later state until it is enabled again; null while it is enabled.</summary>
    [Id(7)]
    public DateTimeOffset? DisabledAt { get; init; }
}
