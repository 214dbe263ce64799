using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys;

/// <summary>The row of a key: what it is, and all its versions with their wrapped secrets.</summary>
[GenerateSerializer, Immutable, Alias("dunes.keys.state")]
internal sealed record KeyState
{
    /// <summary>Random; stands in every sealed message.</summary>
    [Id(0)]
    public Guid KeyId { get; init; }

    /// <summary>See <see cref="KeyAlgorithm"/>.</summary>
    [Id(1)]
    public string Algorithm { get; init; } = "";

    /// <summary>Time between versions, or null.</summary>
    [Id(2)]
    public TimeSpan? RotationPeriod { get; init; }

    /// <summary>Grows with every change of what a ring tells.</summary>
    [Id(3)]
    public long Epoch { get; init; }

    /// <summary>Oldest first, from 1 without gaps; the last is current.</summary>
    [Id(4)]
    public IReadOnlyList<WrappedKeyVersion> Versions { get; init; } = [];

    /// <summary>Id of the event about the current version while it is not known to be durable: the key is not used before it is.</summary>
    [Id(5)]
    public Guid? PendingEvent { get; init; }
}
