using System.ComponentModel.DataAnnotations;

namespace Dunes.Gateway.Api.Keys.Manage;

/// <summary>How a re-encryption runs.</summary>
internal sealed record ReencryptRequest
{
    /// <summary>Rate limit, 1 to 1,000,000. Default 5,000.</summary>
    [Range(1, 1_000_000)]
    public int? ItemsPerSecond { get; init; }
}
