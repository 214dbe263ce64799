using System.ComponentModel.DataAnnotations;

namespace Dunes.Gateway.Api.Keys.Seal;

/// <summary>How many data keys are wanted, and what they are bound to.</summary>
internal sealed record DataKeysRequest
{
    /// <summary>1 to 1,000.</summary>
    [Range(1, 1000)]
    public int Count { get; init; } = 1;

    /// <summary>Bound to each sealed key; whoever opens it must give the same.</summary>
    public byte[]? AssociatedData { get; init; }

    /// <summary>What the key is derived from, 1 to 1,024 bytes: needed with a key that seals <c>derived</c>, refused with others.</summary>
    public byte[]? Context { get; init; }

    /// <summary>Whether the data keys are wanted in plain too (right <c>generateDataKey</c>) or sealed only (right <c>generateSealedDataKey</c>).</summary>
    public bool Plaintext { get; init; } = true;
}
