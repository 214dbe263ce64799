using System.ComponentModel.DataAnnotations;

namespace Dunes.Gateway.Api.Keys;

/// <summary>How many random bytes are wanted.</summary>
internal sealed record RandomRequest
{
    /// <summary>1 to 65,536.</summary>
    [Range(1, 65536)]
    public required int Bytes { get; init; }
}
