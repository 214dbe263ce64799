using System.ComponentModel.DataAnnotations;

namespace Dunes.Gateway.Api.Keys.Mac;

/// <summary>One code to check, or up to 1,000 as <c>items</c>.</summary>
internal sealed record VerifyMacRequest : VerifyMacInput
{
    /// <summary>A batch, in place of the fields of one code.</summary>
    [Length(1, 1000)]
    public IReadOnlyList<VerifyMacInput>? Items { get; init; }
}
