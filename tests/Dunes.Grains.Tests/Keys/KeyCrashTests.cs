using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Tests.Hosting;
using Dunes.Storage.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Grains.Tests.Keys;

/// <summary>The steps of a change, each as the last one: the database refuses what would come next, and the activation ends.</summary>
public sealed class KeyCrashTests : IAsyncLifetime
{
    private readonly GatedSecurityLog log = new();
    private TestDatabase database = null!;
    private TestSilo silo = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        silo = await TestSilo.StartAsync(database, log.Register);
    }

    public async ValueTask DisposeAsync()
    {
        await silo.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_row_without_its_record_becomes_the_version_once_the_record_is_written()
    {
        var key = silo.Key("t/orphan");
        var info = await key.CreateAsync(Callers.Admin, KeyTesting.Mac);
        await RefuseAsync("UPDATE ON OrleansStorage", () => KeyTesting.RefusedAsync("DUNES-STORE-104", ErrorKind.Unknown, () => key.RotateAsync(Callers.Admin, 1)));
        var orphan = await RowAsync(info.KeyId, 2);
        Assert.NotNull(orphan);
        Assert.Equal(1, (await key.DescribeAsync(Callers.Admin)).CurrentVersion);
        await KeyTesting.RefusedAsync("DUNES-KEY-003", ErrorKind.NotFound, () => key.DescribeVersionAsync(Callers.Admin, 2));

        silo.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, (await key.RotateAsync(Callers.Admin, 1)).CurrentVersion);
        Assert.Equivalent(orphan, await RowAsync(info.KeyId, 2), strict: true);
        Assert.Equal(3, (await key.RotateAsync(Callers.Admin, 2)).CurrentVersion);
        Assert.Equal(2, (await silo.EventsAsync("key.rotated", "t/orphan")).Count);
    }

    [Fact]
    public async Task A_row_that_was_put_in_the_way_is_not_adopted()
    {
        var key = silo.Key("t/planted");
        var info = await key.CreateAsync(Callers.Admin, KeyTesting.Mac);
        var row = (await RowAsync(info.KeyId, 1))!;
        await silo.Services.GetRequiredService<IKeyVersionStore>().TryAddAsync(row with { Version = 2 }, CancellationToken.None);
        await KeyTesting.RefusedAsync("DUNES-KEY-101", ErrorKind.Integrity, () => key.RotateAsync(Callers.Admin, 1));
        Assert.Equal(1, (await key.DescribeAsync(Callers.Admin)).CurrentVersion);
    }

    [Fact]
    public async Task A_key_whose_record_was_not_written_is_not_there_and_can_be_created()
    {
        var key = silo.Key("t/never");
        await RefuseAsync("INSERT ON OrleansStorage", () => KeyTesting.RefusedAsync("DUNES-STORE-104", ErrorKind.Unknown, () => key.CreateAsync(Callers.Admin, KeyTesting.Mac)));
        await KeyTesting.RefusedAsync("DUNES-KEY-002", ErrorKind.NotFound, () => key.DescribeAsync(Callers.Admin));
        var directory = silo.Grains.GetGrain<IKeyDirectoryGrain>("t");
        Assert.Empty((await directory.ListAsync(Callers.Admin, null, 10)).Keys);
        await key.CreateAsync(Callers.Admin, KeyTesting.Mac);
        Assert.Single((await directory.ListAsync(Callers.Admin, null, 10)).Keys);
    }

    [Fact]
    public async Task Nothing_has_changed_when_a_row_could_not_be_written()
    {
        var key = silo.Key("t/norow");
        await key.CreateAsync(Callers.Admin, KeyTesting.Mac);
        await RefuseAsync("INSERT ON key_versions", () => KeyTesting.RefusedAsync("DUNES-KEY-025", ErrorKind.Unavailable, () => key.RotateAsync(Callers.Admin, 1)));
        Assert.Equal(1, (await key.DescribeAsync(Callers.Admin)).CurrentVersion);
        Assert.Equal(2, (await key.RotateAsync(Callers.Admin, 1)).CurrentVersion);
    }

    [Fact]
    public async Task A_version_whose_event_is_not_durable_is_not_used_and_is_reported_once_when_that_is_possible_again()
    {
        var key = silo.Key("t/audited");
        await key.CreateAsync(Callers.Admin, KeyTesting.Mac);
        log.Failure = new IOException("no database");
        await UnauditedAsync(key.RotateAsync(Callers.Admin, 1));
        await UnauditedAsync(silo.LeaseAsync("t/audited"));
        await silo.ForgetAsync(key);
        await UnauditedAsync(silo.LeaseAsync("t/audited"));

        log.Failure = null;
        Assert.Equal(2, (await silo.LeaseAsync("t/audited")).Record.CurrentVersion);
        var lease = await silo.LeaseAsync("t/audited");
        Assert.Empty(lease.Record.PendingEvents);
        Assert.Equal("issuer sub-admin", Assert.Single(await silo.EventsAsync("key.rotated", "t/audited")).ActorUid);
    }

    [Fact]
    public async Task A_disabled_key_whose_event_is_not_durable_is_disabled()
    {
        var key = silo.Key("t/unheard");
        await key.CreateAsync(Callers.Admin, KeyTesting.Mac);
        log.Failure = new IOException("no database");
        await UnauditedAsync(key.DisableAsync(Callers.Admin, null));
        await silo.ForgetAsync(key);
        log.Failure = null;
        Assert.Equal(KeyState.Disabled, (await silo.LeaseAsync("t/unheard")).Record.State);
        Assert.Single(await silo.EventsAsync("key.disabled", "t/unheard"));
    }

    [Fact]
    public async Task Rows_of_a_destroyed_key_are_deleted_after_a_crash_and_are_of_no_use_until_then()
    {
        var key = silo.Key("t/rows");
        var info = await key.CreateAsync(Callers.Admin, KeyTesting.Mac);
        await RefuseAsync("DELETE ON key_versions", () => KeyTesting.RefusedAsync("DUNES-KEY-025", ErrorKind.Unavailable, () => key.DeleteAsync(Callers.Admin, null, 0)));
        Assert.Equal(KeyState.Destroyed, (await key.DescribeAsync(Callers.Admin)).State);
        Assert.NotNull(await RowAsync(info.KeyId, 1));
        await silo.ForgetAsync(key);

        // Nobody calls: the timer of the activation does it.
        await key.DescribeAsync(Callers.Admin);
        await Eventually.TrueAsync(
            async () =>
            {
                silo.Time.Advance(TimeSpan.FromSeconds(10));
                return await RowAsync(info.KeyId, 1) is null;
            },
            "the rows are deleted");
        Assert.Single(await silo.EventsAsync("key.destroyed", "t/rows"));
    }

    [Fact]
    public async Task A_restoration_that_was_cut_off_is_done_by_its_repetition()
    {
        var key = silo.Key("t/cut");
        var info = await key.CreateAsync(Callers.Admin, KeyTesting.Mac);
        await key.RotateAsync(Callers.Admin, 1);
        var backup = await key.BackupAsync(Callers.Admin);
        await key.DeleteAsync(Callers.Admin, null, 0);
        await RefuseAsync("UPDATE ON OrleansStorage", () => KeyTesting.RefusedAsync("DUNES-STORE-104", ErrorKind.Unknown, () => key.RestoreAsync(Callers.Admin, backup)));
        var first = await RowAsync(info.KeyId, 1);
        Assert.NotNull(first);
        Assert.Equal(2, (await key.RestoreAsync(Callers.Admin, backup)).CurrentVersion);
        Assert.Equivalent(first, await RowAsync(info.KeyId, 1), strict: true);
    }

    private Task<KeyVersionRow?> RowAsync(Guid keyId, int version) =>
        silo.Services.GetRequiredService<IKeyVersionStore>().FindAsync(keyId, version, CancellationToken.None);

    private async Task RefuseAsync(string what, Func<Task> call)
    {
        await database.ExecuteAsync($"CREATE TRIGGER refuse BEFORE {what} BEGIN SELECT RAISE(ABORT, 'crash'); END");
        await call();
        await database.ExecuteAsync("DROP TRIGGER refuse");
    }

    // Only the collector's patience ends: the key's own timers do not run meanwhile.
    private async Task UnauditedAsync<T>(Task<T> call)
    {
        while (await Task.WhenAny(call, Task.Delay(20)) != call)
            silo.AuditTime.Advance(TimeSpan.FromMilliseconds(500));
        await KeyTesting.RefusedAsync("DUNES-AUDIT-001", ErrorKind.Unavailable, () => call);
    }
}
