namespace Dunes.Grains.Keys.Transfer;

/// <summary>A key in a backup, without its secrets.</summary>
/// <param name="Name"><c>tenant/name</c>; it can be restored under this name only, so that no tenant gets another's key.</param>
/// <param name="Record">All of it, settled: without pending events and rows to delete.</param>
/// <param name="Versions">The versions that are there, in order.</param>
internal sealed record KeyBackup(string Name, KeyRecord Record, IReadOnlyList<KeyBackupVersion> Versions);
