using System.Security.Cryptography;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys.Changes;
using Dunes.Grains.Keys.Transfer;
using Dunes.Storage.Keys;

namespace Dunes.Grains.Keys;

/// <content>Backups.</content>
internal sealed partial class KeyGrain
{
    private const int RowsAtOnce = 500;

    public async Task<byte[]> BackupAsync(Principal caller)
    {
        await RequireAsync(caller, KeyOperation.Backup);
        KeyStates.RequireNotDestroyed(name, Stored);
        await SettleAsync();
        var record = Stored with { PendingEvents = [], ToDelete = [] };
        var (versions, secrets) = (new List<KeyBackupVersion>(), new List<byte[]>());
        byte[]? plaintext = null;
        try
        {
            for (var from = record.MinAvailableVersion; from <= record.CurrentVersion; from += RowsAtOnce)
                await CollectAsync(record, from, Math.Min(record.CurrentVersion, from + RowsAtOnce - 1), versions, secrets);
            plaintext = KeyBackupFormat.Write(new KeyBackup(name.ToString(), record, versions), secrets);
            var backup = await services.Backups.SealAsync(plaintext);
            await services.Events.RecordDurablyAsync(Event(SecurityEventType.KeyBackedUp, caller, success: true) with
            {
                StatusDetail = $"{record.Spec.Algorithm} versions {record.MinAvailableVersion} to {record.CurrentVersion}",
            });
            return backup;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
            foreach (var secret in secrets)
                CryptographicOperations.ZeroMemory(secret);
        }
    }

    public async Task<KeyInfo> RestoreAsync(Principal caller, byte[] backup)
    {
        await RequireAsync(caller, KeyOperation.Backup, exists: false, ofSystemKeys: false);
        if (Exists && Stored.State != KeyState.Destroyed)
            throw KeyErrors.Taken(name);
        if (Exists)
            await SettleAsync();
        var plaintext = await services.Backups.OpenAsync(backup);
        try
        {
            var restored = KeyBackupFormat.Read(plaintext, out var secretsAt);
            if (restored.Name != name.ToString())
                throw KeyErrors.OtherBackup(name, restored.Name);
            KeySpecCheck.Run(name, restored.Record.Spec);
            var size = KeySecrets.SizeOf(restored.Record.Spec.Algorithm);
            for (var i = 0; i < restored.Versions.Count; i++)
                await RestoreRowAsync(restored.Record, restored.Versions[i], plaintext.AsMemory(secretsAt + (i * size), size));
            await OnStoreAsync(() => services.Index.AddAsync(new KeyRow(name.Tenant, name.Name, restored.Record.KeyId), CancellationToken.None));
            await ChangeAsync(caller, KeyRestoration.Restore(restored.Record, Exists ? Stored.Epoch : 0));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }

        return await InfoAsync();
    }

    private async Task CollectAsync(KeyRecord record, int from, int to, List<KeyBackupVersion> versions, List<byte[]> secrets)
    {
        var rows = (await OnStoreAsync(() => services.Versions.ListAsync(record.KeyId, from, to - from + 1, CancellationToken.None))).ToDictionary(row => row.Version);
        await services.Material.PrepareToOpenAsync(rows.Values);
        var usage = await OnStoreAsync(() => services.Usage.ReadAsync(record.KeyId, from, to, CancellationToken.None));
        for (var version = from; version <= to; version++)
        {
            if (record.Exceptions.GetValueOrDefault(version)?.State == KeyState.Destroyed)
                continue;
            var row = KeyStateCheck.Require(name, record, version, rows.GetValueOrDefault(version));
            var used = usage.GetValueOrDefault(version);
            secrets.Add(services.Material.Open(name, row));
            versions.Add(new(version, row.CreatedAt, used.Operations, used.Bytes));
        }
    }

    // A row that is there already is of an earlier attempt, and then of the same secret; or it is of a version that never was, and makes way.
    private async Task RestoreRowAsync(KeyRecord record, KeyBackupVersion version, ReadOnlyMemory<byte> secret)
    {
        await services.Material.PrepareToWrapAsync();
        var row = services.Material.Wrap(record.KeyId, record.Spec.Algorithm, version.Version, version.CreatedAt, secret.Span);
        while (!await OnStoreAsync(() => services.Versions.TryAddAsync(row, CancellationToken.None)))
        {
            if (await OnStoreAsync(() => services.Versions.FindAsync(record.KeyId, version.Version, CancellationToken.None)) is not { } found)
                continue;
            await services.Material.PrepareToOpenAsync([found]);
            if (found.CreatedAt == row.CreatedAt && IsOf(found, secret.Span))
                break;
            await OnStoreAsync(() => services.Versions.DeleteAsync(record.KeyId, version.Version, version.Version, CancellationToken.None));
        }

        // Counts only grow: what was counted here since the backup stays.
        var counted = (await OnStoreAsync(() => services.Usage.ReadAsync(record.KeyId, version.Version, version.Version, CancellationToken.None))).GetValueOrDefault(version.Version);
        var (operations, bytes) = (Math.Max(0, version.Operations - counted.Operations), Math.Max(0, version.Bytes - counted.Bytes));
        if (operations > 0 || bytes > 0)
            await OnStoreAsync(() => services.Usage.AddAsync(record.KeyId, version.Version, operations, bytes, CancellationToken.None));
    }

    private bool IsOf(KeyVersionRow row, ReadOnlySpan<byte> secret)
    {
        byte[]? opened = null;
        try
        {
            opened = services.Material.Open(name, row);
            return CryptographicOperations.FixedTimeEquals(opened, secret);
        }
        catch (Abstractions.Errors.DunesException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(opened);
        }
    }
}
