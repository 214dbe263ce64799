using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys.Use;
using Dunes.Grains.Tests.Hosting;
using Dunes.Grains.Tests.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dunes.Grains.Tests.Keys.Use;

/// <summary>A silo with real keys and real storage; every key of a test has a name of its own.</summary>
public sealed class KeyUseFixture : IAsyncLifetime
{
    public static readonly Principal Admin = new("t", "https://issuer", "admin", "cli", [Roles.Admin]);

    private TestDatabase database = null!;
    private int names;

    internal CollectedEvents Events { get; } = new();

    internal TestSilo Silo { get; private set; } = null!;

    internal KeyCache Cache => Silo.Services.GetRequiredService<KeyCache>();

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        Silo = await TestSilo.StartAsync(database, services => services.Replace(ServiceDescriptor.Singleton<ISecurityEvents>(Events)));
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>A new key, its service and its life.</summary>
    internal async Task<TestKey> CreateAsync(string algorithm, Func<KeySpec, KeySpec>? with = null, string? name = null)
    {
        var spec = new KeySpec { Algorithm = algorithm, Purpose = "tests" };
        var key = new TestKey(Silo.Grains, new KeyName("t", name ?? $"key-{Interlocked.Increment(ref names)}"));
        await key.Life.CreateAsync(Admin, with is null ? spec : with(spec));
        return key;
    }

    /// <summary>Lets every lease end.</summary>
    internal void EndLeases() => Silo.Time.Advance(TimeSpan.FromSeconds(6));
}
