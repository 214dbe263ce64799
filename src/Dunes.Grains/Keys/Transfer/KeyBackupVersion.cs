namespace Dunes.Grains.Keys.Transfer;

/// <summary>A version in a backup.</summary>
/// <param name="Version">1 or more.</param>
/// <param name="CreatedAt">When it was made (millisecond).</param>
/// <param name="Operations">Protecting operations counted when the backup was taken.</param>
/// <param name="Bytes">Bytes counted then.</param>
internal sealed record KeyBackupVersion(int Version, DateTimeOffset CreatedAt, long Operations, long Bytes);
