namespace Dunes.Gateway.Api.Keys.Transfer;

/// <summary>Which version is exported, and to whom.</summary>
internal sealed record ExportKeyRequest
{
    /// <summary>The key version. Default: the current one.</summary>
    public int? Version { get; init; }

    /// <summary>ML-KEM-1024 encapsulation key of who shall read it, 1,568 bytes (FIPS 203).</summary>
    public required byte[] RecipientPublicKey { get; init; }
}
