namespace Dunes.Gateway.Api.Keys;

/// <summary>Random bytes.</summary>
/// <param name="Bytes">As many as were asked for.</param>
internal sealed record RandomAnswer(byte[] Bytes);
