using System.ComponentModel.DataAnnotations;

namespace Dunes.Gateway.Api.Keys.Sign;

/// <summary>One message to sign, or up to 1,000 as <c>items</c>.</summary>
internal sealed record SignRequest : SignInput
{
    /// <summary>A batch, in place of the fields of one message.</summary>
    [Length(1, 1000)]
    public IReadOnlyList<SignInput>? Items { get; init; }

    /// <summary>The key version to sign with, from the key's <c>minEncryptionVersion</c> on. Default: the current one.</summary>
    public int? Version { get; init; }
}
