namespace Dunes.Abstractions.Keys;

/// <summary>When a key gets a new version by itself; whichever comes first. Null: never for this reason.</summary>
/// <param name="Period">Time between versions, one minute to ten years.</param>
/// <param name="AfterOperations">Protecting operations (signatures, seals, codes, data keys) of a version, 1 or more. Counted per silo in blocks: it may come early, never late.</param>
/// <param name="AfterBytes">Bytes of plaintext that a version has protected, 1 or more; counted alike.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.rotation")]
public sealed record KeyRotation(
    [property: Id(0)] TimeSpan? Period = null,
    [property: Id(1)] long? AfterOperations = null,
    [property: Id(2)] long? AfterBytes = null)
{
    /// <summary>Never rotates by itself.</summary>
    public static readonly KeyRotation Never = new();
}
