using System.Security.Cryptography;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Kem;
using Dunes.Grains.Tests.Hosting;
using Dunes.Storage.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Grains.Tests.Keys.Transfer;

public sealed class KeyTransferTests : IAsyncLifetime
{
    private TestDatabase database = null!;
    private TestSilo silo = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        silo = await TestSilo.StartAsync(database);
    }

    public async ValueTask DisposeAsync()
    {
        await silo.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_key_of_every_algorithm_is_exported_and_imported_and_is_the_same_key()
    {
        var wrapping = await silo.Key("t/wrapping").CreateAsync(Callers.Admin, new KeySpec { Algorithm = KeyAlgorithms.MlKem1024 });
        foreach (var algorithm in KeyAlgorithms.All)
        {
            var spec = new KeySpec { Algorithm = algorithm, Exportable = true };
            var original = await silo.Key($"t/from-{algorithm}").CreateAsync(Callers.Admin, spec);
            var wrapped = await silo.Key($"t/from-{algorithm}").ExportAsync(Callers.Admin, null, wrapping.Versions[0].PublicKey!);
            var imported = await silo.Key($"t/to-{algorithm}").ImportAsync(Callers.Admin, spec, "wrapping", wrapped);
            Assert.NotEqual(original.KeyId, imported.KeyId);
            Assert.Equal(original.Versions[0].PublicKey, imported.Versions[0].PublicKey);
            Assert.Single(await silo.EventsAsync("key.exported", $"t/from-{algorithm}"));
            Assert.Single(await silo.EventsAsync("key.imported", $"t/to-{algorithm}"));
        }

        Assert.Equal((await MacAsync("t/from-HMAC-SHA-512")).Bytes, (await MacAsync("t/to-HMAC-SHA-512")).Bytes);
    }

    [Fact]
    public async Task A_key_from_outside_is_imported_in_the_documented_format()
    {
        var wrapping = (await silo.Key("t/wrap").CreateAsync(Callers.Admin, new KeySpec { Algorithm = KeyAlgorithms.MlKem1024 })).Versions[0].PublicKey!;
        var secret = RandomNumberGenerator.GetBytes(64);
        byte[] plaintext = [.. "dunes-cluster/key/v1\n"u8, 0, 12, .. "HMAC-SHA-512"u8, .. secret];
        var wrapped = KemMessage.Seal(wrapping, KemMessage.IdOf(wrapping), 1, plaintext, "dunes-cluster/key-export/v1"u8);
        await silo.Key("t/outside").ImportAsync(Callers.Admin, KeyTesting.Mac, "wrap", wrapped);
        Assert.Equal(HMACSHA512.HashData(secret, "m"u8), (await MacAsync("t/outside")).Bytes);
    }

    [Fact]
    public async Task What_cannot_be_imported_is_refused_and_makes_no_key()
    {
        var wrapping = (await silo.Key("t/wrap").CreateAsync(Callers.Admin, new KeySpec { Algorithm = KeyAlgorithms.MlKem1024 })).Versions[0].PublicKey!;
        await RefusedAsync(Wrap([.. "dunes-cluster/key/v1\n"u8, 0, 12, .. "HMAC-SHA-512"u8, .. new byte[63]]), "what it holds is no key");
        await RefusedAsync(Wrap([.. "dunes-cluster/key/v1\n"u8, 0, 99, .. "HMAC-SHA-512"u8]), "what it holds is no key");
        await RefusedAsync(Wrap("dunes-cluster/key/v1\n"u8.ToArray()), "what it holds is no key");
        await RefusedAsync(Wrap([]), "what it holds is no key");
        await RefusedAsync(Wrap([.. "dunes-cluster/key/v1\n"u8, 0, 9, .. "ML-DSA-44"u8, .. new byte[32]]), "it holds a key of ML-DSA-44");
        await RefusedAsync([1, 2, 3], "does not open");
        var altered = Wrap([.. "dunes-cluster/key/v1\n"u8, 0, 12, .. "HMAC-SHA-512"u8, .. new byte[64]]);
        altered[^1] ^= 1;
        await RefusedAsync(altered, "does not open");
        await KeyTesting.RefusedAsync("DUNES-KEY-020", ErrorKind.Invalid, () => silo.Key("t/no").ImportAsync(Callers.Admin, KeyTesting.Mac, "no", altered));
        await KeyTesting.RefusedAsync("DUNES-KEY-002", ErrorKind.NotFound, () => silo.Key("t/no").ImportAsync(Callers.Admin, KeyTesting.Mac, "nothing", altered));
        await KeyTesting.RefusedAsync("DUNES-KEY-002", ErrorKind.NotFound, () => silo.Key("t/no").DescribeAsync(Callers.Admin));

        // Whoever may create keys may not for that reason decrypt with the tenant's keys.
        await KeyTesting.RefusedAsync("DUNES-KEY-010", ErrorKind.Forbidden, () => silo.Key("t/no").ImportAsync(Callers.Operator, KeyTesting.Mac, "wrap", altered));

        byte[] Wrap(byte[] plaintext) => KemMessage.Seal(wrapping, KemMessage.IdOf(wrapping), 1, plaintext, "dunes-cluster/key-export/v1"u8);

        async Task RefusedAsync(byte[] wrapped, string why) => Assert.Contains(
            why,
            (await KeyTesting.RefusedAsync("DUNES-KEY-020", ErrorKind.Invalid, () => silo.Key("t/no").ImportAsync(Callers.Admin, KeyTesting.Mac, "wrap", wrapped))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_was_created_exportable_leaves_and_only_to_a_real_public_key()
    {
        var wrapping = (await silo.Key("t/wrap").CreateAsync(Callers.Admin, new KeySpec { Algorithm = KeyAlgorithms.MlKem1024 })).Versions[0].PublicKey!;
        await silo.Key("t/kept").CreateAsync(Callers.Admin, KeyTesting.Mac);
        await KeyTesting.RefusedAsync("DUNES-KEY-018", ErrorKind.Forbidden, () => silo.Key("t/kept").ExportAsync(Callers.Admin, null, wrapping));
        Assert.Single(await silo.EventsAsync("authz.denied", "t/kept"));

        var key = silo.Key("t/leaves");
        await key.CreateAsync(Callers.Admin, KeyTesting.Mac with { Exportable = true });
        await KeyTesting.RefusedAsync("DUNES-KEY-019", ErrorKind.Invalid, () => key.ExportAsync(Callers.Admin, null, new byte[32]));
        await KeyTesting.RefusedAsync("DUNES-KEY-019", ErrorKind.Invalid, () => key.ExportAsync(Callers.Admin, null, [.. Enumerable.Repeat((byte)255, 1568)]));
        await KeyTesting.RefusedAsync("DUNES-KEY-003", ErrorKind.NotFound, () => key.ExportAsync(Callers.Admin, 2, wrapping));
        Assert.Empty(await silo.EventsAsync("key.exported", "t/leaves"));
        await key.DisableAsync(Callers.Admin, 1);
        await KeyTesting.RefusedAsync("DUNES-KEY-014", ErrorKind.Conflict, () => key.ExportAsync(Callers.Admin, 1, wrapping));
    }

    [Fact]
    public async Task A_restored_key_is_what_it_was_but_for_what_was_to_be_destroyed()
    {
        var key = silo.Key("t/backup");
        var spec = new KeySpec
        {
            Algorithm = KeyAlgorithms.Dc2k1,
            Description = "d",
            Tags = new Dictionary<string, string> { ["a"] = "1" },
            Grants = [new(GranteeKind.Client, "c", null, [KeyOperation.Encrypt])],
            Limits = new(10, 20),
        };
        await key.CreateAsync(Callers.Admin, spec);
        for (var version = 1; version <= 4; version++)
            await key.RotateAsync(Callers.Admin, version);
        var service = silo.Grains.GetGrain<IKeyServiceGrain>("t/backup");
        var sealed5 = (await service.EncryptAsync(Callers.Admin, [new SealingItem([1, 2], [3], [])], null))[0].Bytes!;
        await key.DeleteAsync(Callers.Admin, 1, 0);
        await key.DeleteAsync(Callers.Admin, 3, 0);
        await key.DeleteAsync(Callers.Admin, 4, 7);
        var before = await key.DescribeAsync(Callers.Admin);

        var backup = await key.BackupAsync(Callers.Operator);
        Assert.Equal(-1, backup.AsSpan().IndexOf("backup\""u8));
        Assert.Single(await silo.EventsAsync("key.backed_up", "t/backup"));
        await KeyTesting.RefusedAsync("DUNES-KEY-011", ErrorKind.Conflict, () => key.RestoreAsync(Callers.Operator, backup));
        await key.DeleteAsync(Callers.Admin, null, 0);
        var restored = await key.RestoreAsync(Callers.Operator, backup);

        Assert.Equivalent(before.Spec, restored.Spec, strict: true);
        Assert.Equal((before.KeyId, before.CreatedAt, 5, 2), (restored.KeyId, restored.CreatedAt, restored.CurrentVersion, restored.MinAvailableVersion));
        Assert.Equal([KeyState.Enabled, KeyState.Destroyed, KeyState.Disabled, KeyState.Enabled], restored.Versions.Select(version => version.State));
        Assert.Equal(before.Versions[^1].Operations, restored.Versions[^1].Operations);
        Assert.Equal([1, 2], (await service.DecryptAsync(Callers.Admin, [new SealingItem(sealed5, [3], [])]))[0].Bytes);
        Assert.Single(await silo.EventsAsync("key.restored", "t/backup"));
        Assert.Equal(6, (await key.RotateAsync(Callers.Admin, 5)).CurrentVersion);
    }

    [Fact]
    public async Task A_backup_opens_in_another_cluster_that_shares_a_kek_and_in_no_other()
    {
        var key = silo.Key("t/travels");
        var info = await key.CreateAsync(Callers.Admin, new KeySpec { Algorithm = KeyAlgorithms.MlDsa65 });
        await key.RotateAsync(Callers.Admin, 1);
        var signature = (await silo.Grains.GetGrain<IKeyServiceGrain>("t/travels").SignAsync(Callers.Admin, [new SignItem([7], false, [], false)], 1))[0].Bytes!;
        await silo.Services.GetRequiredService<IKeyUsageStore>().AddAsync(info.KeyId, 1, 5, 6, CancellationToken.None);
        var backup = await key.BackupAsync(Callers.Admin);

        await using var otherDatabase = await TestDatabase.CreateAsync();
        File.Copy(database.KekFile, otherDatabase.KekFile);
        await using var other = await TestSilo.StartAsync(otherDatabase);
        var restored = await other.Key("t/travels").RestoreAsync(Callers.Admin, backup);
        Assert.Equal((info.KeyId, 2), (restored.KeyId, restored.CurrentVersion));
        Assert.Equal(info.Versions[0].PublicKey, restored.Versions[0].PublicKey);
        Assert.True(restored.Versions[0].Operations >= 5);
        Assert.True((await other.Grains.GetGrain<IKeyServiceGrain>("t/travels").VerifyAsync(Callers.Admin, [new VerifyItem([7], false, [], signature, 1)]))[0].Valid);
        await other.ForgetAsync(other.Key("t/travels"));
        Assert.Equal(2, (await other.Key("t/travels").DescribeAsync(Callers.Admin)).CurrentVersion);

        await using var strangeDatabase = await TestDatabase.CreateAsync();
        await using var strange = await TestSilo.StartAsync(strangeDatabase);
        var e = await Assert.ThrowsAsync<DunesException>(() => strange.Key("t/travels").RestoreAsync(Callers.Admin, backup));
        Assert.Equal("DUNES-ROOT-001", e.Code);
    }

    [Fact]
    public async Task A_backup_is_restored_under_its_own_name_and_tenant_only_and_not_when_it_was_altered()
    {
        await silo.Key("t/own").CreateAsync(Callers.Admin, KeyTesting.Mac);
        var backup = await silo.Key("t/own").BackupAsync(Callers.Admin);
        await KeyTesting.RefusedAsync("DUNES-KEY-022", ErrorKind.Conflict, () => silo.Key("t/another").RestoreAsync(Callers.Admin, backup));
        await KeyTesting.RefusedAsync("DUNES-KEY-022", ErrorKind.Conflict, () => silo.Key("other/own").RestoreAsync(Callers.Stranger, backup));
        await silo.Key("t/own").DeleteAsync(Callers.Admin, null, 0);
        foreach (var altered in (byte[][])[[], "DUNESBAK1\n"u8.ToArray(), [.. "DUNESBAK1\n"u8, 0, 0, 0, 2, .. "{}"u8], backup[..^1], backup[..40], [.. backup, 0]])
            await KeyTesting.RefusedAsync("DUNES-KEY-021", ErrorKind.Invalid, () => silo.Key("t/own").RestoreAsync(Callers.Admin, altered));
        for (var position = 0; position < backup.Length; position += 37)
        {
            var altered = backup.ToArray();
            altered[position] ^= 1;
            var e = await Assert.ThrowsAsync<DunesException>(() => silo.Key("t/own").RestoreAsync(Callers.Admin, altered));
            Assert.Contains(e.Code, (string[])["DUNES-KEY-021", "DUNES-ROOT-001"]);
        }

        Assert.Equal(KeyState.Enabled, (await silo.Key("t/own").RestoreAsync(Callers.Admin, backup)).State);
    }

    private async Task<KeyBytesResult> MacAsync(string key) =>
        (await silo.Grains.GetGrain<IKeyServiceGrain>(key).MacAsync(Callers.Admin, [new MacItem("m"u8.ToArray(), null, null)]))[0];
}
