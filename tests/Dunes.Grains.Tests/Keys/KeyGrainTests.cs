using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Tests.Hosting;

namespace Dunes.Grains.Tests.Keys;

public sealed class KeyGrainTests : IAsyncLifetime
{
    private static readonly KeySpec Sealing = new("DC2K-1", TimeSpan.FromDays(30));
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
}
