namespace Dunes.Gateway.Api.Keys.Seal;

/// <summary>What seals or opens the chunks of exactly one message, so that a large file never has to travel.</summary>
/// <param name="Version">The key version.</param>
/// <param name="Prefix">The first 84 bytes of the message: header, salt, commitment.</param>
/// <param name="Key">AES-256-GCM key (32 bytes), then the base nonce (12 bytes). Good for this message only.</param>
internal sealed record MessageKeyAnswer(int Version, byte[] Prefix, byte[] Key);
