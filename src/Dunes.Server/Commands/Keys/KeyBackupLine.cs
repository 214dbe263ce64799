namespace Dunes.Server.Commands.Keys;

/// <summary>One line of a backup file.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="Backup">All of the key, sealed under the cluster root key.</param>
internal sealed record KeyBackupLine(string Name, byte[] Backup);
