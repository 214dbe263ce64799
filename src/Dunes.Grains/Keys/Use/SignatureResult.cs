namespace Dunes.Grains.Keys.Use;

/// <summary>A signature and what made it.</summary>
/// <param name="Algorithm">For instance <c>ML-DSA-65</c>.</param>
/// <param name="Version">Key version.</param>
/// <param name="PublicKey">Public key of that version.</param>
/// <param name="Signature">FIPS 204 encoding.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.signature")]
internal sealed record SignatureResult(
    [property: Id(0)] string Algorithm,
    [property: Id(1)] int Version,
    [property: Id(2)] byte[] PublicKey,
    [property: Id(3)] byte[] Signature);
