using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Tests.Hosting;

namespace Dunes.Grains.Tests.Keys;

public sealed class KeyDeletionTests : IAsyncLifetime
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

    [Theory]
    [InlineData(7)]
    [InlineData(30)]
    public async Task A_key_is_destroyed_by_the_timer_when_its_days_are_over(int days)
    {
        var (key, id) = await CreateAsync($"t/timer{days}", 3);
        var pending = await key.DeleteAsync(Callers.Operator, null, days);
        Assert.Equal((KeyState.PendingDeletion, silo.Time.GetUtcNow().AddDays(days)), (pending.State, pending.DestroyAt));
        for (var day = 1; day < days; day++)
            silo.Time.Advance(TimeSpan.FromDays(1));
        silo.Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        Assert.Equal((KeyState.PendingDeletion, 3), ((await key.DescribeAsync(Callers.Operator)).State, await RowsAsync(id)));
        await Eventually.TrueAsync(
            async () =>
            {
                silo.Time.Advance(TimeSpan.FromSeconds(1));
                return (await key.DescribeAsync(Callers.Operator)).State == KeyState.Destroyed && await RowsAsync(id) == 0;
            },
            "the timer has destroyed the key");
        var info = await key.DescribeAsync(Callers.Operator);
        Assert.Empty(info.Versions);
        await KeyTesting.RefusedAsync("DUNES-KEY-012", ErrorKind.Gone, () => key.DescribeVersionAsync(Callers.Operator, 1));
        await KeyTesting.RefusedAsync("DUNES-KEY-012", ErrorKind.Gone, () => key.UndeleteAsync(Callers.Operator, null));
        Assert.Single(await silo.EventsAsync("key.destroyed", $"t/timer{days}"), row => row.ActorUid is null);
    }

    [Fact]
    public async Task A_key_is_gone_at_once_with_0_days()
    {
        var (key, id) = await CreateAsync("t/now", 2);
        Assert.Equal(KeyState.Destroyed, (await key.DeleteAsync(Callers.Admin, null, 0)).State);
        Assert.Equal(0, await RowsAsync(id));
        await silo.ForgetAsync(key);
        Assert.Equal(KeyState.Destroyed, (await key.DescribeAsync(Callers.Admin)).State);
        Assert.Equal(KeyState.Destroyed, (await silo.LeaseAsync("t/now")).Record.State);
        await KeyTesting.RefusedAsync("DUNES-KEY-012", ErrorKind.Gone, () => key.RotateAsync(Callers.Admin, 2));
        await KeyTesting.RefusedAsync("DUNES-KEY-012", ErrorKind.Gone, () => key.BackupAsync(Callers.Admin));
    }

    [Fact]
    public async Task An_undeleted_key_is_disabled_and_keeps_everything()
    {
        var (key, id) = await CreateAsync("t/back", 2);
        await key.DeleteAsync(Callers.Operator, null, 7);
        await KeyTesting.RefusedAsync("DUNES-KEY-014", ErrorKind.Conflict, () => key.EnableAsync(Callers.Operator, null));
        silo.Time.Advance(TimeSpan.FromDays(6));
        Assert.Equal((KeyState.Disabled, null), State(await key.UndeleteAsync(Callers.Operator, null)));
        silo.Time.Advance(TimeSpan.FromDays(6));
        Assert.Equal((KeyState.Enabled, null), State(await key.EnableAsync(Callers.Operator, null)));
        Assert.Equal(2, await RowsAsync(id));

        static (KeyState, DateTimeOffset?) State(KeyInfo info) => (info.State, info.DestroyAt);
    }

    [Fact]
    public async Task It_is_too_late_to_undelete_what_is_overdue()
    {
        var (key, id) = await CreateAsync("t/late", 2);
        await key.DeleteAsync(Callers.Operator, null, 1);
        await silo.ForgetAsync(key);
        silo.Time.Advance(TimeSpan.FromDays(2));
        await KeyTesting.RefusedAsync("DUNES-KEY-012", ErrorKind.Gone, () => key.UndeleteAsync(Callers.Operator, null));
        Assert.Equal(0, await RowsAsync(id));
    }

    [Fact]
    public async Task A_version_goes_and_comes_back_and_goes_by_itself()
    {
        var (key, id) = await CreateAsync("t/version", 4);
        await KeyTesting.RefusedAsync("DUNES-KEY-015", ErrorKind.Conflict, () => key.DeleteAsync(Callers.Admin, 4, 7));
        await key.DeleteAsync(Callers.Admin, 2, 7);
        Assert.Equal(KeyState.PendingDeletion, (await key.DescribeVersionAsync(Callers.Admin, 2)).State);
        await key.UndeleteAsync(Callers.Admin, 2);
        Assert.Equal(KeyState.Disabled, (await key.DescribeVersionAsync(Callers.Admin, 2)).State);

        var createdAt = (await key.DescribeVersionAsync(Callers.Admin, 2)).CreatedAt;
        await key.DeleteAsync(Callers.Admin, 2, 3);
        await silo.ForgetAsync(key);
        silo.Time.Advance(TimeSpan.FromDays(3));
        await silo.LeaseAsync("t/version");
        var destroyed = await key.DescribeVersionAsync(Callers.Admin, 2);
        Assert.Equal((KeyState.Destroyed, createdAt, null), (destroyed.State, destroyed.CreatedAt, destroyed.PublicKey));
        Assert.Equal(3, await RowsAsync(id));
        await KeyTesting.RefusedAsync("DUNES-KEY-013", ErrorKind.Gone, () => key.EnableAsync(Callers.Admin, 2));

        Assert.Equal(3, (await silo.ElapseAsync(key.DeleteAsync(Callers.Admin, 1, 0))).MinAvailableVersion);
        await KeyTesting.RefusedAsync("DUNES-KEY-003", ErrorKind.NotFound, () => key.DescribeVersionAsync(Callers.Admin, 2));
        Assert.Equal([3, 4], (await key.ListVersionsAsync(Callers.Admin, 1, 10)).Select(version => version.Version));
    }

    private async Task<(IKeyGrain Key, Guid Id)> CreateAsync(string name, int versions)
    {
        var key = silo.Key(name);
        var info = await key.CreateAsync(Callers.Admin, KeyTesting.Mac);
        for (var version = 1; version < versions; version++)
            await key.RotateAsync(Callers.Admin, version);
        return (key, info.KeyId);
    }

    private async Task<long> RowsAsync(Guid id) =>
        await database.ReadAsync<long>("SELECT count(*) FROM key_versions WHERE key_id = @id", ("@id", id.ToString().ToUpperInvariant()));
}
