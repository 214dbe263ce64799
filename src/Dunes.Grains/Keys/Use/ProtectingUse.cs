namespace Dunes.Grains.Keys.Use;

/// <summary>A use for one protecting operation that is already counted.</summary>
/// <param name="use">The use.</param>
/// <param name="version">What it protects with.</param>
internal sealed class ProtectingUse(KeyUse use, OpenedVersion version) : IDisposable
{
    /// <summary>The use, to open other versions.</summary>
    public KeyUse Use => use;

    /// <summary>The record as leased.</summary>
    public KeyRecord Record => use.Record;

    /// <summary>What it protects with.</summary>
    public OpenedVersion Version => version;

    public void Dispose() => use.Dispose();
}
