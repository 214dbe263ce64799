using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys;
using Dunes.Grains.Tests.Hosting;
using Dunes.Storage.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Grains.Tests.Keys;

public sealed class KeyGrainTests : IAsyncLifetime
{
    private static readonly KeySpec EveryMinute = new() { Algorithm = KeyAlgorithms.HmacSha512, Rotation = new(TimeSpan.FromMinutes(1)) };
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
    public async Task System_keys_exist_once_the_silo_has_started()
    {
        foreach (var name in (KeyName[])[KeyName.ContextHeads, KeyName.Documents])
        {
            var info = await silo.Key(name.ToString()).DescribeAsync(null);
            Assert.Equal("ML-DSA-65", info.Spec.Algorithm);
            Assert.Equal(TimeSpan.FromDays(90), info.Spec.Rotation.Period);
            Assert.Equal(1952, info.Versions[0].PublicKey!.Length);
        }
    }

    [Fact]
    public async Task Every_algorithm_is_created_opens_after_a_restart_of_its_grain_and_rotates()
    {
        foreach (var (algorithm, publicKey) in new Dictionary<string, int?>
        {
            [KeyAlgorithms.MlDsa44] = 1312,
            [KeyAlgorithms.MlDsa65] = 1952,
            [KeyAlgorithms.MlDsa87] = 2592,
            [KeyAlgorithms.MlDsa65Ed25519] = 1984,
            [KeyAlgorithms.MlKem768] = 1184,
            [KeyAlgorithms.MlKem1024] = 1568,
            [KeyAlgorithms.Dc2k1] = null,
            [KeyAlgorithms.HmacSha512] = null,
        })
        {
            var key = silo.Key($"t/all-{algorithm}");
            var created = await key.CreateAsync(Callers.Admin, new KeySpec { Algorithm = algorithm });
            Assert.Equal((1, KeyState.Enabled), (created.CurrentVersion, created.State));
            Assert.Equal(publicKey, created.Versions[0].PublicKey?.Length);
            await silo.ForgetAsync(key);
            var rotated = await key.RotateAsync(Callers.Admin, 1);
            Assert.Equal((2, created.KeyId), (rotated.CurrentVersion, rotated.KeyId));
            Assert.Equal(created.Versions[0].PublicKey, rotated.Versions[0].PublicKey);
            if (publicKey is not null)
                Assert.NotEqual(rotated.Versions[0].PublicKey, rotated.Versions[1].PublicKey);
        }
    }

    [Fact]
    public async Task What_a_key_was_created_with_is_shown_and_survives_its_grain()
    {
        var spec = new KeySpec
        {
            Algorithm = KeyAlgorithms.Dc2k1,
            Rotation = new(TimeSpan.FromDays(1), 1000, 2000),
            Purpose = "orders",
            Description = "of orders",
            Tags = new Dictionary<string, string> { ["team"] = "a" },
            Limits = new(5000, 6000),
            Sealing = SealingMode.Derived,
            Exportable = true,
            Grants = [new(GranteeKind.Subject, "s", "i", [KeyOperation.Encrypt, KeyOperation.Decrypt])],
        };
        var key = silo.Key("t/spec");
        var created = await key.CreateAsync(Callers.Admin, spec);
        await silo.ForgetAsync(key);
        Assert.Equivalent(spec, (await key.DescribeAsync(Callers.Operator)).Spec, strict: true);
        Assert.Equal(created.CreatedAt + TimeSpan.FromDays(1), created.NextRotationAt);
        Assert.Single(await silo.EventsAsync("key.created", "t/spec"), row => row.ActorUid == "issuer sub-admin");
    }

    [Fact]
    public async Task A_name_is_given_once()
    {
        var key = silo.Key("t/taken");
        await key.CreateAsync(Callers.Admin, KeyTesting.Mac);
        await KeyTesting.RefusedAsync("DUNES-KEY-011", ErrorKind.Conflict, () => key.CreateAsync(Callers.Admin, KeyTesting.Mac));
        await key.DeleteAsync(Callers.Admin, null, 0);
        await KeyTesting.RefusedAsync("DUNES-KEY-011", ErrorKind.Conflict, () => key.CreateAsync(Callers.Admin, KeyTesting.Mac));
        await KeyTesting.RefusedAsync("DUNES-KEY-012", ErrorKind.Gone, () => key.EnsureAsync(KeyTesting.Mac));
        await KeyTesting.RefusedAsync("DUNES-KEY-004", ErrorKind.Invalid, () => silo.Key("t/bad").CreateAsync(Callers.Admin, new KeySpec { Algorithm = "RSA-2048" }));
    }

    [Fact]
    public async Task Ensuring_twice_makes_one_key_and_takes_over_a_new_period_but_no_other_algorithm()
    {
        var key = silo.Key("t/twice");
        var first = await key.EnsureAsync(KeyTesting.Sealing);
        var again = await key.EnsureAsync(KeyTesting.Sealing with { Rotation = new(TimeSpan.FromDays(7)) });
        Assert.Equal(first.KeyId, again.KeyId);
        Assert.Single(again.Versions);
        Assert.Equal(again.Versions[0].CreatedAt + TimeSpan.FromDays(7), again.NextRotationAt);
        await KeyTesting.RefusedAsync("DUNES-KEY-005", ErrorKind.Conflict, () => key.EnsureAsync(EveryMinute));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        foreach (var call in (Func<Task>[])[
            () => silo.LeaseAsync("t/none"),
            () => silo.Key("t/none").DescribeAsync(Callers.Admin),
            () => silo.Key("t/none").RotateAsync(Callers.Admin, 1),
            () => silo.Key("t/none").DeleteAsync(Callers.Admin, null, 7),
        ])
        {
            await KeyTesting.RefusedAsync("DUNES-KEY-002", ErrorKind.NotFound, call);
        }

        await silo.Key("t/one").CreateAsync(Callers.Admin, KeyTesting.Mac);
        await KeyTesting.RefusedAsync("DUNES-KEY-003", ErrorKind.NotFound, () => silo.Key("t/one").DescribeVersionAsync(Callers.Admin, 2));
        await KeyTesting.RefusedAsync("DUNES-KEY-016", ErrorKind.Invalid, () => silo.Key("t/one").ListVersionsAsync(Callers.Admin, 0, 1));
        await KeyTesting.RefusedAsync("DUNES-KEY-016", ErrorKind.Invalid, () => silo.Key("t/one").ListVersionsAsync(Callers.Admin, 1, 1001));
        Assert.Empty(await silo.Key("t/one").ListVersionsAsync(Callers.Admin, 2, 10));
    }

    [Fact]
    public async Task Rotating_twice_on_one_expectation_rotates_once_and_reports_once()
    {
        var key = silo.Key("t/expect");
        await key.CreateAsync(Callers.Admin, KeyTesting.Sealing);
        Assert.Equal(2, (await key.RotateAsync(Callers.Operator, 1)).CurrentVersion);
        await KeyTesting.RefusedAsync("DUNES-KEY-006", ErrorKind.Conflict, () => key.RotateAsync(Callers.Operator, 1));
        await silo.ForgetAsync(key);
        Assert.Equal(2, (await silo.LeaseAsync("t/expect")).Record.CurrentVersion);
        Assert.Equal("issuer sub-operator", Assert.Single(await silo.EventsAsync("key.rotated", "t/expect")).ActorUid);
    }

    [Fact]
    public async Task The_timer_rotates_a_key_that_nobody_uses()
    {
        var key = silo.Key("t/timer");
        await key.CreateAsync(Callers.Admin, EveryMinute);
        silo.Time.Advance(TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(async () => (await key.DescribeAsync(null)).CurrentVersion == 2, "the timer has made version 2");
    }

    [Fact]
    public async Task A_reminder_wakes_a_key_that_is_asleep_and_a_doubled_one_changes_nothing()
    {
        var key = silo.Key("t/reminder");
        await key.CreateAsync(Callers.Admin, EveryMinute);
        var table = silo.Services.GetRequiredService<IReminderTable>();
        Assert.Equal(TimeSpan.FromMinutes(1), Assert.Single((await table.ReadRows(key.GetGrainId())).Reminders).Period);

        await silo.ForgetAsync(key);
        silo.Time.Advance(TimeSpan.FromHours(5));
        await key.AsReference<IRemindable>().ReceiveReminder("rotation", default);
        await key.AsReference<IRemindable>().ReceiveReminder("rotation", default);
        Assert.Equal(2, (await key.DescribeAsync(null)).CurrentVersion);

        await silo.ElapseAsync(key.DeleteAsync(Callers.Admin, null, 0));
        await key.AsReference<IRemindable>().ReceiveReminder("rotation", default);
        Assert.Empty((await table.ReadRows(key.GetGrainId())).Reminders);
    }

    [Fact]
    public async Task An_overdue_key_is_rotated_before_it_is_used_and_a_lease_never_outlasts_a_version()
    {
        var key = silo.Key("t/overdue");
        await key.CreateAsync(Callers.Admin, EveryMinute);
        await silo.ForgetAsync(key);
        silo.Time.Advance(TimeSpan.FromHours(3));
        var lease = await silo.LeaseAsync("t/overdue");
        Assert.Equal((2, TimeSpan.FromSeconds(5)), (lease.Record.CurrentVersion, lease.Duration));
        silo.Time.Advance(TimeSpan.FromSeconds(57));
        Assert.Equal(TimeSpan.FromSeconds(3), (await silo.LeaseAsync("t/overdue")).Duration);
    }

    [Fact]
    public async Task A_key_rotates_by_use_once_for_each_version()
    {
        await silo.Key("t/use").CreateAsync(Callers.Admin, KeyTesting.Mac with { Rotation = new(AfterOperations: 10, AfterBytes: 100) });
        var lease = silo.Grains.GetGrain<IKeyLeaseGrain>("t/use");
        var address = silo.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
        Assert.Equal(2, (await lease.RotateForUseAsync(address, 1)).Record.CurrentVersion);
        Assert.Equal(2, (await lease.RotateForUseAsync(address, 1)).Record.CurrentVersion);
        Assert.Equal(3, (await lease.RotateForUseAsync(address, 2)).Record.CurrentVersion);
        await silo.ElapseAsync(silo.Key("t/use").DisableAsync(Callers.Admin, null));
        Assert.Equal(3, (await lease.RotateForUseAsync(address, 3)).Record.CurrentVersion);
    }

    [Fact]
    public async Task A_disabled_key_is_not_rotated_by_time_or_by_hand_until_it_is_enabled()
    {
        var key = silo.Key("t/disabled");
        await key.CreateAsync(Callers.Admin, EveryMinute);
        Assert.Null((await key.DisableAsync(Callers.Admin, null)).NextRotationAt);
        silo.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((1, KeyState.Disabled), Show((await silo.LeaseAsync("t/disabled")).Record));
        await KeyTesting.RefusedAsync("DUNES-KEY-014", ErrorKind.Conflict, () => key.RotateAsync(Callers.Admin, 1));
        await key.EnableAsync(Callers.Admin, null);
        Assert.Equal((2, KeyState.Enabled), Show((await silo.LeaseAsync("t/disabled")).Record));

        static (int, KeyState) Show(KeyRecord record) => (record.CurrentVersion, record.State);
    }

    [Fact]
    public async Task Every_change_is_in_force_on_the_silo_when_it_has_returned()
    {
        var key = silo.Key("t/force");
        await key.CreateAsync(Callers.Admin, KeyTesting.Mac);
        Assert.Equal((1, null), await MacAsync(null));
        await key.RotateAsync(Callers.Admin, 1);
        Assert.Equal((2, null), await MacAsync(null));
        await key.DisableAsync(Callers.Admin, null);
        Assert.Equal((0, "DUNES-KEY-030"), await MacAsync(null));
        await key.EnableAsync(Callers.Admin, null);
        Assert.Equal((2, null), await MacAsync(null));
        await key.UpdateAsync(Callers.Admin, new KeyUpdate { MinEncryptionVersion = 2 });
        Assert.Equal((0, "DUNES-KEY-032"), await MacAsync(1));
        await key.DeleteAsync(Callers.Admin, null, 7);
        Assert.Equal((0, "DUNES-KEY-031"), await MacAsync(null));
        await key.DeleteAsync(Callers.Admin, null, 0);
        Assert.Equal((0, "DUNES-KEY-012"), await MacAsync(null));

        async Task<(int, string?)> MacAsync(int? version)
        {
            try
            {
                var result = (await silo.Grains.GetGrain<IKeyServiceGrain>("t/force").MacAsync(Callers.Admin, [new MacItem([1], null, version)]))[0];
                return (result.Version, result.Error?.Code);
            }
            catch (DunesException e)
            {
                return (0, e.Code);
            }
        }
    }

    [Fact]
    public async Task A_restriction_by_a_new_activation_waits_for_what_the_one_before_may_have_leased()
    {
        var key = silo.Key("t/predecessor");
        await key.CreateAsync(Callers.Admin, KeyTesting.Mac);
        await silo.ForgetAsync(key);
        await silo.LeaseAsync("t/predecessor");
        silo.Time.Advance(TimeSpan.FromSeconds(4.9));
        var disabling = key.DisableAsync(Callers.Admin, null);
        await Eventually.TrueAsync(async () => (await key.DescribeAsync(null)).State == KeyState.Disabled, "the change is durable");
        Assert.NotSame(disabling, await Task.WhenAny(disabling, Task.Delay(200)));
        silo.Time.Advance(TimeSpan.FromSeconds(0.2));
        await disabling;
    }

    [Fact]
    public async Task Usage_is_shown_by_version()
    {
        var key = silo.Key("t/usage");
        var info = await key.CreateAsync(Callers.Admin, KeyTesting.Mac);
        await key.RotateAsync(Callers.Admin, 1);
        await silo.Services.GetRequiredService<IKeyUsageStore>().AddAsync(info.KeyId, 2, 7, 70, CancellationToken.None);
        Assert.Equal([(1, 0L, 0L), (2, 7L, 70L)], (await key.ListVersionsAsync(Callers.Auditor, 1, 10)).Select(version => (version.Version, version.Operations, version.Bytes)));
    }

    [Theory]
    [InlineData("UPDATE key_versions SET public_key = zeroblob(1312) WHERE version = 1", "DUNES-KEY-101")]
    [InlineData("UPDATE key_versions SET created_at = created_at + 1 WHERE version = 1", "DUNES-KEY-101")]
    [InlineData("UPDATE key_versions SET algorithm = 'ML-DSA-65' WHERE version = 1", "DUNES-KEY-103")]
    [InlineData("UPDATE key_versions SET wrapped = (SELECT wrapped FROM key_versions o WHERE o.key_id = key_versions.key_id AND o.version = 2) WHERE version = 1", "DUNES-KEY-101")]
    [InlineData("DELETE FROM key_versions WHERE version = 1", "DUNES-KEY-103")]
    public async Task A_row_that_was_altered_exchanged_or_taken_away_is_not_shown(string sql, string code)
    {
        var key = silo.Key("t/altered");
        var info = await key.CreateAsync(Callers.Admin, new KeySpec { Algorithm = KeyAlgorithms.MlDsa44 });
        await key.RotateAsync(Callers.Admin, 1);
        await database.ExecuteAsync($"{sql} AND key_id = @id", ("@id", info.KeyId.ToString().ToUpperInvariant()));
        await KeyTesting.RefusedAsync(code, ErrorKind.Integrity, () => key.DescribeVersionAsync(Callers.Admin, 1));
        await KeyTesting.RefusedAsync(code, ErrorKind.Integrity, () => key.DescribeAsync(Callers.Admin));
        Assert.Equal(2, (await key.DescribeVersionAsync(Callers.Admin, 2)).Version);

        await silo.Key("t/sound").CreateAsync(Callers.Admin, KeyTesting.Mac);
        Assert.Equal(["sound"], (await silo.Grains.GetGrain<IKeyDirectoryGrain>("t").ListAsync(Callers.Admin, null, 10)).Keys.Select(listed => listed.Name));
    }

    [Fact]
    public async Task A_list_shows_all_keys_that_the_caller_may_see_and_refuses_another_tenants()
    {
        string[] names = ["a", "B", "c.1", "d-x", "e_"];
        foreach (var name in names)
            await silo.Key($"t/{name}").CreateAsync(Callers.Admin, KeyTesting.Mac with { Grants = name == "c.1" ? [new(GranteeKind.Role, "agent", null, [KeyOperation.Describe])] : [] });
        var directory = silo.Grains.GetGrain<IKeyDirectoryGrain>("t");

        var (read, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await directory.ListAsync(Callers.Auditor, cursor, 2);
            read.AddRange(page.Keys.Select(key => key.Name));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(names.Order(StringComparer.Ordinal), read);
        Assert.Equal(["c.1"], (await directory.ListAsync(Callers.Agent, null, 100)).Keys.Select(key => key.Name));
        Assert.Empty(await silo.EventsAsync("authz.denied", "t/a"));

        await KeyTesting.RefusedAsync("DUNES-KEY-026", ErrorKind.NotFound, () => directory.ListAsync(Callers.Stranger, null, 10));
        Assert.Single(await silo.EventsAsync("authz.denied", "t"));
        await KeyTesting.RefusedAsync("DUNES-KEY-023", ErrorKind.Invalid, () => directory.ListAsync(Callers.Admin, "a/b", 10));
        await KeyTesting.RefusedAsync("DUNES-KEY-016", ErrorKind.Invalid, () => directory.ListAsync(Callers.Admin, null, 101));
        Assert.Equal(2, (await silo.Grains.GetGrain<IKeyDirectoryGrain>(KeyName.SystemTenant).ListAsync(Callers.Operator, null, 10)).Keys.Count);
    }

    [Fact]
    public async Task Ten_thousand_versions_are_described_listed_opened_and_trimmed()
    {
        var key = silo.Key("t/many");
        var info = await key.CreateAsync(Callers.Admin, KeyTesting.Mac);
        for (var version = 1; version < 10_000; version++)
            await key.RotateAsync(null, version);

        await silo.ForgetAsync(key);
        info = await key.DescribeAsync(Callers.Admin);
        Assert.Equal((10_000, 20), (info.CurrentVersion, info.Versions.Count));
        Assert.Equal(Enumerable.Range(9_981, 20), info.Versions.Select(version => version.Version));
        var read = new List<int>();
        while (read.Count < 10_000)
            read.AddRange((await key.ListVersionsAsync(Callers.Admin, read.Count + 1, 1000)).Select(version => version.Version));
        Assert.Equal(Enumerable.Range(1, 10_000), read);
        var service = silo.Grains.GetGrain<IKeyServiceGrain>("t/many");
        foreach (var version in (int[])[1, 5_000, 10_000])
            Assert.Equal(version, (await service.MacAsync(Callers.Admin, [new MacItem([1], null, version)]))[0].Version);

        await silo.ElapseAsync(key.UpdateAsync(Callers.Admin, new KeyUpdate { MinEncryptionVersion = 9_990, MinDecryptionVersion = 9_980 }));
        await silo.ElapseAsync(key.TrimAsync(Callers.Admin, 9_980));
        Assert.Equal(Enumerable.Range(9_980, 21), (await key.ListVersionsAsync(Callers.Admin, 1, 1000)).Select(version => version.Version));
        Assert.Equal(21, await database.ReadAsync<long>("SELECT count(*) FROM key_versions WHERE key_id = @id", ("@id", info.KeyId.ToString().ToUpperInvariant())));
    }
}
