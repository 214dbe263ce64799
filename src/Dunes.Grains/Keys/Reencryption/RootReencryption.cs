using System.Globalization;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Sealing;
using Dunes.Grains.RootKeys;
using Dunes.Grains.State;
using Dunes.Storage.Keys;
using Dunes.Storage.RootKeys;

namespace Dunes.Grains.Keys.Reencryption;

/// <summary>What the cluster root key has sealed: grain state first, then the secrets of key versions. A cursor is <c>state POSITION</c> or <c>key ID VERSION</c>.</summary>
internal sealed class RootReencryption(
    RootKeyService rootKeys, IRootSealedStore store, IKeyVersionStore versions, StateResealer resealer, KeyMaterial material) : IReencryptionWork
{
    private const string StatePrefix = "state ";
    private const string KeyPrefix = "key ";

    private static readonly string FirstKey = $"{KeyPrefix}{Guid.Empty} 0";

    public async Task<ReencryptionTarget> FindTargetAsync()
    {
        await rootKeys.RefreshAsync(CancellationToken.None);
        var newest = rootKeys.Records.MaxBy(record => record.Version) ?? throw RootKeyErrors.Sealed();
        return new(newest.Version, newest.ActiveFrom, newest.ActiveFrom + RootKeyGrain.Settled);
    }

    public async Task<long> CountAsync(int version) =>
        (await store.CountAsync(CancellationToken.None)).Where(count => count.Key != version).Sum(count => count.Value);

    public async Task<ReencryptionBatch> DoAsync(int version, string? cursor, int limit)
    {
        var current = (await rootKeys.GetToSealAsync()).CurrentVersion;
        if (current < version)
            throw ReencryptionErrors.NotSealing(version);
        return cursor is null || cursor.StartsWith(StatePrefix, StringComparison.Ordinal)
            ? await DoStateAsync(current, cursor?[StatePrefix.Length..], limit)
            : await DoKeysAsync(current, cursor, limit);
    }

    private async Task<ReencryptionBatch> DoStateAsync(int current, string? after, int limit)
    {
        var rows = await store.ScanStateAsync(current, after, limit, CancellationToken.None);
        var (done, failures) = (0, new List<ReencryptionFailure>());
        foreach (var row in rows)
        {
            try
            {
                if (await resealer.ResealAsync(row, CancellationToken.None))
                    done++;
            }
            catch (DunesException e) when (e.Kind == ErrorKind.Integrity)
            {
                failures.Add(new($"State '{row.StateName}', row {row.Position}", e.Code));
            }
        }

        return new(rows.Count, done, failures, rows.Count < limit ? FirstKey : StatePrefix + rows[^1].Position);
    }

    private async Task<ReencryptionBatch> DoKeysAsync(int current, string cursor, int limit)
    {
        var parts = cursor.Split(' ');
        var rows = await versions.ScanAsync(Guid.Parse(parts[1]), int.Parse(parts[2], CultureInfo.InvariantCulture), limit, CancellationToken.None);
        await material.PrepareToWrapAsync();
        await material.PrepareToOpenAsync(rows);
        var (seen, done, failures) = (0, 0, new List<ReencryptionFailure>());
        foreach (var row in rows.Where(row => !IsUnder(row, current)))
        {
            seen++;
            try
            {
                // Only for its errors does it ask for the key's name, which rows do not have.
                var wrapped = material.Rewrap(new KeyName(KeyName.SystemTenant, row.KeyId.ToString()), row);
                if (await versions.TryRewrapAsync(row, wrapped, CancellationToken.None))
                    done++;
            }
            catch (DunesException e) when (e.Kind == ErrorKind.Integrity)
            {
                failures.Add(new($"Version {row.Version} of the key with the id {row.KeyId}", e.Code));
            }
        }

        var next = rows.Count < limit ? null : string.Create(CultureInfo.InvariantCulture, $"{KeyPrefix}{rows[^1].KeyId} {rows[^1].Version}");
        return new(seen, done, failures, next);
    }

    private static bool IsUnder(KeyVersionRow row, int version) =>
        SealedHeader.TryRead(row.Wrapped, out var header) && header.Version == version;
}
