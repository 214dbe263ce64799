using System.ComponentModel.DataAnnotations;

namespace Dunes.Gateway.Api.Keys.Mac;

/// <summary>One message to authenticate, or up to 1,000 as <c>items</c>.</summary>
internal sealed record MacRequest : MacInput
{
    /// <summary>A batch, in place of the fields of one message.</summary>
    [Length(1, 1000)]
    public IReadOnlyList<MacInput>? Items { get; init; }
}
