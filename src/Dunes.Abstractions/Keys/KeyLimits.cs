namespace Dunes.Abstractions.Keys;

/// <summary>How often one version may protect something. Counts survive restarts and may only be too high.</summary>
/// <param name="WarnOperations">An event says so once per version. Default 2^40.</param>
/// <param name="MaxOperations">Beyond it the version refuses; at most 2^45, the bound of DC2K-1 for messages of 1 GiB. Default 2^45.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.limits")]
public sealed record KeyLimits(
    [property: Id(0)] long WarnOperations = 1L << 40,
    [property: Id(1)] long MaxOperations = 1L << 45);
