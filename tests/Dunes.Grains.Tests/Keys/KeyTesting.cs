using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys;
using Dunes.Grains.Tests.Hosting;
using Dunes.Storage.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Grains.Tests.Keys;

/// <summary>What tests of keys do with a silo.</summary>
internal static class KeyTesting
{
    /// <summary>The shortest key there is: no public key to compute.</summary>
    public static readonly KeySpec Mac = new() { Algorithm = KeyAlgorithms.HmacSha512 };

    public static readonly KeySpec Sealing = new() { Algorithm = KeyAlgorithms.Dc2k1, Rotation = new(TimeSpan.FromDays(30)) };

    /// <summary>Asks for the key as the silo's cache does.</summary>
    public static Task<KeyLease> LeaseAsync(this TestSilo silo, string key) =>
        silo.Grains.GetGrain<IKeyLeaseGrain>(key).LeaseAsync(silo.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress);

    /// <summary>Lets time pass until the call is done: it waits for a lease of the test's clock.</summary>
    public static async Task<T> ElapseAsync<T>(this TestSilo silo, Task<T> call)
    {
        while (!call.IsCompleted)
        {
            silo.Time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.WhenAny(call, Task.Delay(20));
        }

        return await call;
    }

    public static async Task<DunesException> RefusedAsync(string code, ErrorKind kind, Func<Task> call)
    {
        var e = await Assert.ThrowsAsync<DunesException>(call);
        Assert.Equal((code, kind), (e.Code, e.Kind));
        return e;
    }

    public static async Task<IReadOnlyList<SecurityLogRow>> EventsAsync(this TestSilo silo, string type, string key) =>
        [.. (await silo.Services.GetRequiredService<ISecurityLog>().ReadNewestAsync(null, type, 10_000, TestContext.Current.CancellationToken)).Where(row => row.ResourceUid == key)];
}
