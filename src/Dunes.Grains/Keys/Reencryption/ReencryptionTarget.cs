namespace Dunes.Grains.Keys.Reencryption;

/// <summary>The version that a run seals under.</summary>
/// <param name="Version">The version.</param>
/// <param name="SealsFrom">From when on it seals: there is no point in beginning before.</param>
/// <param name="SettledFrom">From when on nobody seals under an older one any more: a pass that began before may have missed something.</param>
internal sealed record ReencryptionTarget(int Version, DateTimeOffset SealsFrom, DateTimeOffset SettledFrom);
