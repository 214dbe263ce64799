using Dunes.Abstractions.Identity;

namespace Dunes.Grains.Identity;

/// <summary>What the issuer's row holds; sealed by the storage serializer.</summary>
[GenerateSerializer, Alias("dunes.identity.issuer-state")]
internal sealed class IssuerState
{
    /// <summary>Newest last.</summary>
    [Id(0)]
    public List<IssuerKey> Keys { get; set; } = [];
}
