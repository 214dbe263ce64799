namespace Dunes.Gateway.Api.Keys.Kem;

/// <summary>What to encapsulate to.</summary>
internal sealed record EncapsulateRequest
{
    /// <summary>The key version. Default: the current one.</summary>
    public int? Version { get; init; }
}
