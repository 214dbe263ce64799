namespace Dunes.Abstractions.Keys;

/// <summary>What seals or opens the chunks of exactly one DC2K-1 message, so that a large file never has to travel.</summary>
/// <param name="Version">The key version.</param>
/// <param name="Prefix">The first 84 bytes of the message: header, salt, commitment.</param>
/// <param name="Secret">AES-256-GCM key (32) ‖ base nonce (12) of this message. Secret; good for this message only.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.message-key")]
public sealed record MessageKeyResult(
    [property: Id(0)] int Version,
    [property: Id(1)] byte[] Prefix,
    [property: Id(2)] byte[] Secret);
