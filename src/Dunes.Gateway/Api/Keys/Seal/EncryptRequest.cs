using System.ComponentModel.DataAnnotations;

namespace Dunes.Gateway.Api.Keys.Seal;

/// <summary>One plaintext to seal, or up to 1,000 as <c>items</c>.</summary>
internal sealed record EncryptRequest : EncryptInput
{
    /// <summary>A batch, in place of the fields of one plaintext.</summary>
    [Length(1, 1000)]
    public IReadOnlyList<EncryptInput>? Items { get; init; }

    /// <summary>The key version to seal under, from the key's <c>minEncryptionVersion</c> on. Default: the current one.</summary>
    public int? Version { get; init; }
}
