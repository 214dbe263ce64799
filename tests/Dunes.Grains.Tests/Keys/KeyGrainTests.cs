using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys;
using Dunes.Grains.Tests.Hosting;
using Dunes.Storage.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Grains.Tests.Keys;

public sealed class KeyGrainTests : IAsyncLifetime
{
    private static readonly KeySpec Sealing = new("DC2K-1", TimeSpan.FromDays(30));
    private static readonly KeySpec EveryMinute = new("ML-DSA-44", TimeSpan.FromMinutes(1));
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
            var info = await silo.Key(name.ToString()).DescribeAsync();
            Assert.Equal("ML-DSA-65", info.Algorithm);
            Assert.Equal(TimeSpan.FromDays(90), info.RotationPeriod);
            Assert.Equal(1952, info.Versions[0].PublicKey!.Length);
        }
    }

    [Fact]
    public async Task Ensuring_twice_makes_one_key_and_takes_over_a_new_period()
    {
        var key = silo.Key("t/twice");
        var first = await key.EnsureAsync(Sealing);
        var again = await key.EnsureAsync(Sealing with { RotationPeriod = TimeSpan.FromDays(7) });
        Assert.Equal(first.KeyId, again.KeyId);
        Assert.Single(again.Versions);
        Assert.Equal(again.Versions[0].CreatedAt + TimeSpan.FromDays(7), again.NextRotationAt);
    }

    [Theory]
    [InlineData("RSA-2048", null, "DUNES-KEY-004")]
    [InlineData("DC2K-1", 59, "DUNES-KEY-004")]
    public async Task A_key_that_cannot_be_is_refused(string algorithm, int? seconds, string code)
    {
        var e = await Assert.ThrowsAsync<DunesException>(() => silo.Key("t/bad").EnsureAsync(new(algorithm, seconds is { } s ? TimeSpan.FromSeconds(s) : null)));
        Assert.Equal((code, ErrorKind.Invalid), (e.Code, e.Kind));
    }

    [Fact]
    public async Task A_key_does_not_change_its_algorithm()
    {
        await silo.Key("t/fixed").EnsureAsync(Sealing);
        var e = await Assert.ThrowsAsync<DunesException>(() => silo.Key("t/fixed").EnsureAsync(EveryMinute));
        Assert.Equal(("DUNES-KEY-005", ErrorKind.Conflict), (e.Code, e.Kind));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var e = await Assert.ThrowsAsync<DunesException>(() => silo.Key("t/none").GetRingAsync());
        Assert.Equal(("DUNES-KEY-002", ErrorKind.NotFound), (e.Code, e.Kind));
        e = await Assert.ThrowsAsync<DunesException>(() => silo.Operations("t/none").SealAsync([], []));
        Assert.Equal("DUNES-KEY-002", e.Code);
    }

    [Fact]
    public async Task Rotating_twice_on_one_expectation_rotates_once_and_reports_once()
    {
        var key = silo.Key("t/expect");
        await key.EnsureAsync(Sealing);
        Assert.Equal(2, (await key.RotateAsync(1)).CurrentVersion);
        var e = await Assert.ThrowsAsync<DunesException>(() => key.RotateAsync(1));
        Assert.Equal(("DUNES-KEY-006", ErrorKind.Conflict), (e.Code, e.Kind));
        await silo.ForgetAsync(key);
        Assert.Equal(2, (await key.GetRingAsync()).Versions.Count);

        var log = silo.Services.GetRequiredService<ISecurityLog>();
        Assert.Single(await EventsAsync(log, "key.created", "t/expect"));
        Assert.Equal("t", Assert.Single(await EventsAsync(log, "key.rotated", "t/expect")).TenantUid);
    }

    [Fact]
    public async Task The_timer_rotates_a_key_that_nobody_uses()
    {
        var key = silo.Key("t/timer");
        await key.EnsureAsync(EveryMinute);
        silo.Time.Advance(TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(async () => (await key.DescribeAsync()).CurrentVersion == 2, "the timer has made version 2");
    }

    [Fact]
    public async Task A_reminder_wakes_a_key_that_is_asleep_and_a_doubled_one_changes_nothing()
    {
        var key = silo.Key("t/reminder");
        await key.EnsureAsync(EveryMinute);
        var rows = await silo.Services.GetRequiredService<IReminderTable>().ReadRows(key.GetGrainId());
        Assert.Equal(TimeSpan.FromMinutes(1), Assert.Single(rows.Reminders).Period);

        await silo.ForgetAsync(key);
        silo.Time.Advance(TimeSpan.FromHours(5));
        await key.AsReference<IRemindable>().ReceiveReminder("rotation", default);
        await key.AsReference<IRemindable>().ReceiveReminder("rotation", default);
        Assert.Equal(2, (await key.DescribeAsync()).CurrentVersion);
    }

    [Fact]
    public async Task An_overdue_key_is_rotated_before_it_is_used_and_a_lease_never_outlasts_a_version()
    {
        var key = silo.Key("t/overdue");
        await key.EnsureAsync(EveryMinute);
        await silo.ForgetAsync(key);
        silo.Time.Advance(TimeSpan.FromHours(3));
        var ring = await key.GetRingAsync();
        Assert.Equal(2, ring.Info.CurrentVersion);
        Assert.Equal(silo.Time.GetUtcNow() + TimeSpan.FromSeconds(5), ring.LeaseUntil);

        silo.Time.Advance(TimeSpan.FromSeconds(58));
        ring = await key.GetRingAsync();
        Assert.Equal(2, ring.Info.CurrentVersion);
        Assert.Equal(ring.Info.NextRotationAt, ring.LeaseUntil);
    }

    [Fact]
    public async Task A_secret_opens_only_as_the_version_it_was_made_for_and_must_bear_out_its_public_key()
    {
        var material = silo.Services.GetRequiredService<KeyMaterial>();
        var (name, id) = (new KeyName("t", "k"), Guid.NewGuid());
        var version = material.Create(id, "ML-DSA-44", 3, silo.Time.GetUtcNow());
        material.Open(name, id, "ML-DSA-44", version).Dispose();

        Refused("DUNES-KEY-101", () => material.Open(name, Guid.NewGuid(), "ML-DSA-44", version));
        Refused("DUNES-KEY-101", () => material.Open(name, id, "ML-DSA-65", version));
        Refused("DUNES-KEY-101", () => material.Open(name, id, "ML-DSA-44", version with { Info = version.Info with { Version = 2 } }));
        var other = material.Create(id, "ML-DSA-44", 3, silo.Time.GetUtcNow());
        Refused("DUNES-KEY-102", () => material.Open(name, id, "ML-DSA-44", version with { Info = other.Info }));
        await Task.CompletedTask;

        static void Refused(string code, Action open)
        {
            var e = Assert.Throws<DunesException>(open);
            Assert.Equal((code, ErrorKind.Integrity), (e.Code, e.Kind));
            Assert.Contains("t/k", e.Message);
        }
    }

    private static async Task<List<SecurityLogRow>> EventsAsync(ISecurityLog log, string type, string key) =>
        [.. (await log.ReadNewestAsync(null, type, 1000, TestContext.Current.CancellationToken)).Where(row => row.ResourceUid == key)];
}
