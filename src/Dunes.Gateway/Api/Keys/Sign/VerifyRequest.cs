using System.ComponentModel.DataAnnotations;

namespace Dunes.Gateway.Api.Keys.Sign;

/// <summary>One signature to verify, or up to 1,000 as <c>items</c>.</summary>
internal sealed record VerifyRequest : VerifyInput
{
    /// <summary>A batch, in place of the fields of one signature.</summary>
    [Length(1, 1000)]
    public IReadOnlyList<VerifyInput>? Items { get; init; }
}
