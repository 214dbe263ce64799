namespace Dunes.Gateway.Api.Keys.Sign;

/// <summary>One signature to verify, or up to 1,000 as <c>items</c>.</summary>
internal sealed record VerifyRequest : VerifyInput
{
    /// <summary>A batch, in place of the fields of one signature.</summary>
    public IReadOnlyList<VerifyInput>? Items { get; init; }
}
