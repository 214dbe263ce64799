namespace Dunes.Gateway.Api.Keys.Kem;

/// <summary>A ciphertext to decapsulate.</summary>
internal sealed record DecapsulateRequest
{
    /// <summary>1,088 bytes for ML-KEM-768, 1,568 for ML-KEM-1024.</summary>
    public required byte[] Ciphertext { get; init; }

    /// <summary>The key version it was encapsulated to. Default: the current one.</summary>
    public int? Version { get; init; }
}
