using Dunes.Abstractions.Keys;
using Dunes.Cryptography.RootKeys;
using Dunes.Grains.Tests.Hosting;

namespace Dunes.Grains.Tests.RootKeys;

public sealed class RootKeyServiceTests
{
    [Fact]
    public async Task The_first_start_makes_the_kek_for_its_owner_alone_and_the_next_finds_everything_again()
    {
        await using var database = await TestDatabase.CreateAsync();
        KeyInfo before;
        await using (var silo = await TestSilo.StartAsync(database))
            before = await silo.Key("$system/documents").DescribeAsync();
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(database.KekFile));

        await using var again = await TestSilo.StartAsync(database);
        Assert.Equal(before.KeyId, (await again.Key("$system/documents").DescribeAsync()).KeyId);
    }

    [Fact]
    public async Task Without_its_kek_a_cluster_does_not_start_and_no_other_kek_is_made()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using (await TestSilo.StartAsync(database))
        {
        }

        File.Delete(database.KekFile);
        var e = await FailureAsync(database);
        Assert.Equal(RootKeyException.NotOpenedCode, e.Code);
        Assert.Contains(RootKeyException.FileMissingCode, e.Message);
        Assert.False(File.Exists(database.KekFile));

        FileKekProvider.CreateIfAbsent(database.KekFile);
        e = await FailureAsync(database);
        Assert.Equal(RootKeyException.NotOpenedCode, e.Code);
        Assert.Contains(RootKeyException.WrapMismatchCode, e.Message);
    }

    private static async Task<RootKeyException> FailureAsync(TestDatabase database)
    {
        await using var silo = TestSilo.Build(database);
        return await Assert.ThrowsAsync<RootKeyException>(silo.StartAsync);
    }
}
