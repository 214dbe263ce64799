namespace Dunes.Grains.Keys.Use;

/// <summary>A key derived for one context. It crosses a call within one process only: the operations grain is a local stateless worker.</summary>
/// <param name="KeyId">Id of the key it is derived from.</param>
/// <param name="Version">Version it is derived from.</param>
/// <param name="Secret">32 bytes; the receiver wipes them.</param>
/// <param name="LeaseUntil">After this instant ask again before sealing: the key may have rotated. Opening may go on.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.context")]
internal sealed record ContextKeyMaterial(
    [property: Id(0)] Guid KeyId,
    [property: Id(1)] int Version,
    [property: Id(2)] byte[] Secret,
    [property: Id(3)] DateTimeOffset LeaseUntil);
