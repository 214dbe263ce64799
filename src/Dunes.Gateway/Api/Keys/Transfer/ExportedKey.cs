namespace Dunes.Gateway.Api.Keys.Transfer;

/// <summary>A secret that only the recipient can open.</summary>
/// <param name="Wrapped">DC2K message of suite 0x10, <c>dunes:v…:…</c>, with the associated data <c>dunes-cluster/key-export/v1</c>.</param>
internal sealed record ExportedKey(string Wrapped);
