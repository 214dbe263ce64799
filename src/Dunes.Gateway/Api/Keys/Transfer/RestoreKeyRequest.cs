namespace Dunes.Gateway.Api.Keys.Transfer;

/// <summary>A backup to restore.</summary>
/// <param name="Backup">As a backup gives it.</param>
internal sealed record RestoreKeyRequest(byte[] Backup);
