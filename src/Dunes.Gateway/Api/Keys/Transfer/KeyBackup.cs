namespace Dunes.Gateway.Api.Keys.Transfer;

/// <summary>A key with all its versions, sealed.</summary>
/// <param name="Backup">Opens in any cluster that holds one of the key encryption keys that this cluster's root key is wrapped by.</param>
internal sealed record KeyBackup(byte[] Backup);
