using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Mcp;

namespace Dunes.Grains.Sessions;

/// <summary>The grain state of a context. Written when it opens, when it is bound to an upstream's session, and when it closes; never per call.</summary>
[GenerateSerializer, Alias("dunes.sessions.header")]
internal sealed record ContextHeader
{
    /// <summary>Size of <see cref="KeySalt"/> in bytes.</summary>
    public const int KeySaltSize = 32;

    /// <summary>Who may use it.</summary>
    [Id(0)]
    public required Principal Owner { get; init; }

    /// <summary>Name of its upstream.</summary>
    [Id(1)]
    public required string Upstream { get; init; }

    /// <summary>The client's era.</summary>
    [Id(2)]
    public required ProtocolEra Era { get; init; }

    /// <summary>What the client calls itself.</summary>
    [Id(3)]
    public string? ClientName { get; init; }

    /// <summary>When it was opened.</summary>
    [Id(4)]
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>What legacy initialize settled, or null before it.</summary>
    [Id(5)]
    public UpstreamBinding? Binding { get; init; }

    /// <summary>When it ended, or null.</summary>
    [Id(6)]
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Why it ended: <c>client</c>, <c>idle</c>, <c>operator</c> or <c>upstream</c>.</summary>
    [Id(7)]
    public string? CloseReason { get; init; }

    /// <summary>
    /// 32 random bytes that go into the derivation of the context's key: when they are gone, so is the key. Null of a shredded context, and of one that was
    /// opened before contexts had a salt.
    /// </summary>
    [Id(8)]
    public byte[]? KeySalt { get; init; }

    /// <summary>When its key was destroyed, or null.</summary>
    [Id(9)]
    public DateTimeOffset? ShreddedAt { get; init; }

    /// <summary>Who destroyed it: issuer and subject.</summary>
    [Id(10)]
    public string? ShreddedBy { get; init; }
}
