using Dunes.Abstractions.Audit;
using Dunes.Grains.Keys.Transfer;
using Dunes.Storage.Keys;

namespace Dunes.Grains.Keys;

/// <summary>What every key of a silo works with.</summary>
internal sealed record KeyGrainServices(
    KeyMaterial Material,
    IKeyIndex Index,
    IKeyVersionStore Versions,
    IKeyUsageStore Usage,
    KeyCacheClient Caches,
    KeyBackupSealing Backups,
    ISecurityEvents Events,
    TimeProvider Time);
