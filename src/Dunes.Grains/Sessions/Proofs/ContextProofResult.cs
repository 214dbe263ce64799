namespace Dunes.Grains.Sessions.Proofs;

/// <summary>What a proof file shows. Only a valid one discloses anything.</summary>
public sealed record ContextProofResult
{
    /// <summary>Every step verifies.</summary>
    public required bool Valid { get; init; }

    /// <summary>Why it is not valid, or whose word it is.</summary>
    public required string Reason { get; init; }

    /// <summary>The context.</summary>
    public string? Context { get; init; }

    /// <summary>The entry's place, from 0.</summary>
    public long Seq { get; init; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Kind of entry.</summary>
    public string? Kind { get; init; }

    /// <summary>The JSON-RPC request or notification, UTF-8.</summary>
    public byte[] Request { get; init; } = [];

    /// <summary>The answer, UTF-8; empty where there is none.</summary>
    public byte[] Response { get; init; } = [];

    /// <summary>When the head was signed.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>With which algorithm, for instance <c>ML-DSA-65</c>.</summary>
    public string? Algorithm { get; init; }

    /// <summary>With which public key.</summary>
    public byte[]? PublicKey { get; init; }

    internal static ContextProofResult Failed(string reason) => new() { Valid = false, Reason = reason };
}
