using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Cryptography.RootKeys;
using Dunes.Grains.RootKeys;
using Dunes.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Grains.Tests.RootKeys;

public sealed class RootKeyServiceTests
{
    [Fact]
    public async Task The_first_start_makes_the_kek_for_its_owner_alone_and_the_next_finds_everything_again()
    {
        await using var database = await TestDatabase.CreateAsync();
        string before;
        await using (var silo = await TestSilo.StartAsync(database))
            before = await IssuerIdAsync(silo);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(database.KekFile));

        await using var again = await TestSilo.StartAsync(database);
        Assert.Equal(before, await IssuerIdAsync(again));
    }

    [Fact]
    public async Task Without_its_kek_a_cluster_starts_sealed_and_unseals_by_itself_when_the_kek_is_back()
    {
        await using var database = await TestDatabase.CreateAsync();
        string before;
        await using (var first = await TestSilo.StartAsync(database))
            before = await IssuerIdAsync(first);
        var kek = await File.ReadAllBytesAsync(database.KekFile, TestContext.Current.CancellationToken);
        File.Delete(database.KekFile);

        await using var silo = await TestSilo.StartAsync(database);
        await AssertSealedAsync(silo, RootKeyException.FileMissingCode);
        Assert.False(File.Exists(database.KekFile));

        // Another KEK helps no more than none.
        FileKekProvider.CreateIfAbsent(database.KekFile);
        await Eventually.TrueAsync(
            () => AdvanceUntilAsync(silo, () => Task.FromResult(Service(silo).Providers[0].Failure!.Contains(RootKeyException.WrapMismatchCode, StringComparison.Ordinal))),
            "the other KEK was tried");
        await AssertSealedAsync(silo, RootKeyException.WrapMismatchCode);

        File.Delete(database.KekFile);
        await TestFiles.WritePrivateAsync(database.KekFile, kek);
        await Eventually.TrueAsync(() => AdvanceUntilAsync(silo, () => Task.FromResult(!Service(silo).IsSealed)), "it is unsealed");
        Assert.Equal(before, await IssuerIdAsync(silo));
        await silo.Services.GetRequiredService<RootKeyService>().WaitUntilUnsealedAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            () => AdvanceUntilAsync(silo, async () => await database.CountEventsAsync("cluster.sealed") == 1 && await database.CountEventsAsync("cluster.unsealed") == 1),
            "both are events, once");
    }

    [Fact]
    public async Task A_new_cluster_without_a_provider_that_works_is_sealed_and_makes_its_root_key_when_there_is_one()
    {
        await using var database = await TestDatabase.CreateAsync();
        var variable = TestVariable.New();
        await using var silo = await TestSilo.StartAsync(database, services => services.Configure<RootKeyOptions>(options =>
        {
            options.KekFile = null;
            options.Environment.Variable = variable.Name;
        }));
        await AssertSealedAsync(silo, "DUNES-ROOT-030");
        Assert.Equal(0, await database.ReadAsync<long>("SELECT count(*) FROM root_keys"));

        variable.Set();
        await Eventually.TrueAsync(() => AdvanceUntilAsync(silo, () => Task.FromResult(!Service(silo).IsSealed)), "it is unsealed");
        Assert.NotEmpty(await IssuerIdAsync(silo));
        Assert.Equal("environment", await database.ReadAsync<string>("SELECT provider_id FROM root_key_wraps"));
    }

    [Fact]
    public async Task Any_one_provider_is_enough_and_the_others_failures_are_known()
    {
        await using var database = await TestDatabase.CreateAsync();
        var variable = TestVariable.New();
        variable.Set();
        void Both(IServiceCollection services) => services.Configure<RootKeyOptions>(options => options.Environment.Variable = variable.Name);
        string before;
        await using (var first = await TestSilo.StartAsync(database, Both))
            before = await IssuerIdAsync(first);

        File.Delete(database.KekFile);
        await using var silo = await TestSilo.StartAsync(database, Both);
        Assert.Equal(before, await IssuerIdAsync(silo));
        Assert.Equal(["file", "environment"], Service(silo).Providers.Select(provider => provider.Id));
        Assert.Contains(RootKeyException.FileMissingCode, Service(silo).Providers[0].Failure);
        Assert.Null(Service(silo).Providers[1].Failure);
    }

    [Fact]
    public async Task A_version_of_another_clusters_backup_opens_here()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var other = await TestDatabase.CreateAsync();
        await using var silo = await TestSilo.StartAsync(database);
        await using var foreign = await TestSilo.StartAsync(other);
        var message = Service(foreign).Ring.Seal("p"u8, []);
        var record = Assert.Single(Service(foreign).Records);
        var e = await Assert.ThrowsAsync<DunesException>(() => Service(silo).OpenForeignAsync(record, CancellationToken.None));
        Assert.Equal((RootKeyException.NotOpenedCode, ErrorKind.Unavailable), (e.Code, e.Kind));

        File.Copy(other.KekFile, database.KekFile, overwrite: true);
        using var ring = await Service(silo).OpenForeignAsync(record, CancellationToken.None);
        Assert.Equal("p"u8.ToArray(), ring.Open(message, []));
    }

    private static RootKeyService Service(TestSilo silo) => silo.Services.GetRequiredService<RootKeyService>();

    private static async Task<string> IssuerIdAsync(TestSilo silo) => (await silo.Grains.GetGrain<IIssuerGrain>(0).GetKeysAsync())[0].Id;

    private static async Task<bool> AdvanceUntilAsync(TestSilo silo, Func<Task<bool>> condition)
    {
        silo.Time.Advance(TimeSpan.FromSeconds(2));
        silo.AuditTime.Advance(TimeSpan.FromSeconds(2));
        return await condition();
    }

    private static async Task AssertSealedAsync(TestSilo silo, string reason)
    {
        var e = await Assert.ThrowsAsync<DunesException>(() => IssuerIdAsync(silo));
        Assert.Equal((RootKeyException.NotOpenedCode, ErrorKind.Unavailable), (e.Code, e.Kind));
        Assert.True(Service(silo).IsSealed);
        Assert.Contains(reason, Assert.Single(Service(silo).Providers).Failure);
    }
}
