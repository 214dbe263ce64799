namespace Dunes.Abstractions.Keys;

/// <summary>Bytes that an operation made: a signature, message, plaintext, code, ciphertext; or why there are none.</summary>
/// <param name="Version">The version that was used; 0 after an error.</param>
/// <param name="Bytes">The result, or null after an error.</param>
/// <param name="Error">Why it failed, or null.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.bytes-result")]
public sealed record KeyBytesResult(
    [property: Id(0)] int Version,
    [property: Id(1)] byte[]? Bytes,
    [property: Id(2)] KeyItemError? Error);
