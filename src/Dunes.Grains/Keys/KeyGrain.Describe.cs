using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys.Changes;
using Dunes.Storage.Keys;

namespace Dunes.Grains.Keys;

/// <content>What can be seen of a key. These calls interleave with others: they show one record, the one that is durable now.</content>
internal sealed partial class KeyGrain
{
    private const int NewestVersions = 20;
    private const int MaxVersions = 1000;

    public async Task<KeyInfo> DescribeAsync(Principal? caller)
    {
        await RequireAsync(caller, KeyOperation.Describe);
        return await InfoAsync();
    }

    public async Task<KeyInfo?> FindAsync(Principal caller) =>
        Exists && KeyAccess.IsAllowed(caller, name, Stored.Spec, KeyOperation.Describe) ? await InfoAsync() : null;

    public async Task<KeyVersionInfo> DescribeVersionAsync(Principal? caller, int version)
    {
        await RequireAsync(caller, KeyOperation.Describe);
        KeyStates.OfVersion(name, Stored, version);
        return (await ReadVersionsAsync(record => (version, version))).Versions[0];
    }

    public async Task<IReadOnlyList<KeyVersionInfo>> ListVersionsAsync(Principal? caller, int from, int limit)
    {
        await RequireAsync(caller, KeyOperation.Describe);
        if (limit is < 1 or > MaxVersions || from < 1)
            throw KeyErrors.OutOfRange($"A page of versions begins at 1 or above and has 1 to {MaxVersions}.");
        return (await ReadVersionsAsync(record =>
        {
            var first = Math.Max(from, record.MinAvailableVersion);
            return (first, (int)Math.Min(record.CurrentVersion, (long)first + limit - 1));
        })).Versions;
    }

    private async Task<KeyInfo> InfoAsync()
    {
        var (record, versions) = await ReadVersionsAsync(record => (Math.Max(record.MinAvailableVersion, record.CurrentVersion - NewestVersions + 1), record.CurrentVersion));
        return new()
        {
            Tenant = name.Tenant,
            Name = name.Name,
            KeyId = record.KeyId,
            Spec = record.Spec,
            State = record.State,
            DestroyAt = record.DestroyAt,
            DisabledAt = record.DisabledAt,
            CreatedAt = record.CreatedAt,
            NextRotationAt = RotationPolicy.NextRotation(record),
            CurrentVersion = record.CurrentVersion,
            MinEncryptionVersion = record.MinEncryptionVersion,
            MinDecryptionVersion = record.MinDecryptionVersion,
            MinAvailableVersion = record.MinAvailableVersion,
            Versions = versions,
        };
    }

    private async Task<(KeyRecord Record, IReadOnlyList<KeyVersionInfo> Versions)> ReadVersionsAsync(Func<KeyRecord, (int From, int To)> choose)
    {
        while (true)
        {
            var record = Stored;
            try
            {
                return (record, await ReadVersionsAsync(record, choose(record)));
            }
            catch (DunesException e) when (e.Kind == ErrorKind.Integrity && !ReferenceEquals(record, Stored))
            {
                // A version was destroyed while its row was being read.
            }
        }
    }

    private async Task<IReadOnlyList<KeyVersionInfo>> ReadVersionsAsync(KeyRecord record, (int From, int To) range)
    {
        var (from, to) = range;
        if (record.State == KeyState.Destroyed || to < from)
            return [];
        var rows = (await OnStoreAsync(() => services.Versions.ListAsync(record.KeyId, from, to - from + 1, CancellationToken.None))).ToDictionary(row => row.Version);
        await services.Material.PrepareToOpenAsync(rows.Values);
        var usage = await OnStoreAsync(() => services.Usage.ReadAsync(record.KeyId, from, to, CancellationToken.None));
        var versions = new KeyVersionInfo[to - from + 1];
        for (var version = from; version <= to; version++)
            versions[version - from] = Show(record, version, rows.GetValueOrDefault(version), usage.GetValueOrDefault(version));
        return versions;
    }

    // A public key is shown only when its row is as it was made: others check signatures with it.
    private KeyVersionInfo Show(KeyRecord record, int version, KeyVersionRow? row, KeyUsage usage)
    {
        var status = record.Exceptions.GetValueOrDefault(version);
        var destroyed = status?.State == KeyState.Destroyed;
        if (!destroyed)
            services.Material.Check(name, KeyStateCheck.Require(name, record, version, row));
        return new()
        {
            Version = version,
            CreatedAt = destroyed ? status!.CreatedAt ?? record.CreatedAt : row!.CreatedAt,
            PublicKey = destroyed ? null : row!.PublicKey,
            State = status?.State ?? KeyState.Enabled,
            DestroyAt = status?.DestroyAt,
            DisabledAt = status?.DisabledAt,
            Operations = usage.Operations,
            Bytes = usage.Bytes,
        };
    }

    private async Task<KeyVersionRow> FindRowAsync(KeyRecord record, int version)
    {
        var row = KeyStateCheck.Require(name, record, version, await OnStoreAsync(() => services.Versions.FindAsync(record.KeyId, version, CancellationToken.None)));
        await services.Material.PrepareToOpenAsync([row]);
        return row;
    }
}
