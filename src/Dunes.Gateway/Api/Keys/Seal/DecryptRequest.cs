using System.ComponentModel.DataAnnotations;

namespace Dunes.Gateway.Api.Keys.Seal;

/// <summary>One message, or up to 1,000 as <c>items</c>.</summary>
internal sealed record DecryptRequest : DecryptInput
{
    /// <summary>A batch, in place of the fields of one message.</summary>
    [Length(1, 1000)]
    public IReadOnlyList<DecryptInput>? Items { get; init; }
}
